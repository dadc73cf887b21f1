"""Documents as they are sent: a line of JSON each, which says by a digest whether an index has it already."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from search.engine.settings import DIGEST, PRIMARY_KEY

_DIGEST_BYTES: Final = 12


class Sealed(NamedTuple):
    """A document ready to be sent."""

    digest: str
    """Of all that it says."""
    line: bytes


def sealed(documents: Iterable[Mapping[str, Any]]) -> dict[str, Sealed]:
    """By their ids."""
    return {document[PRIMARY_KEY]: _seal(document) for document in documents}


def _seal(document: Mapping[str, Any]) -> Sealed:
    said = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    digest = hashlib.blake2b(said, digest_size=_DIGEST_BYTES).hexdigest()
    return Sealed(digest, f'{{"{DIGEST}":"{digest}",'.encode() + said[1:])
