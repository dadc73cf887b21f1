"""Rules of storefronts: who one is, which origins and documents are its own."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from app.core.errors import Problem
from app.core.ids import IdKind
from app.storefronts.errors import TrustedDocumentErrorCode

STOREFRONT_ID: Final = IdKind("storefront")
STOREFRONT_TOKEN_ID: Final = IdKind("storefront_token")

LONGEST_CODE: Final = 64
LONGEST_NAME: Final = 120
MOST_ORIGINS: Final = 100
MOST_TOKENS: Final = 100
LARGEST_BUDGET: Final = 1_000_000_000
"""Of cost in a minute: more than anyone asks, and inside the column's 32 bits."""
HINT_LENGTH: Final = 4
LONGEST_DOCUMENT_ID: Final = 255
LARGEST_DOCUMENT: Final = 100_000
"""Characters of one document."""
MOST_DOCUMENTS: Final = 10_000

ANY_ORIGIN: Final = "*"

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LABEL = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
_ORIGIN = re.compile(
    rf"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    rf"(?P<host>(?P<any>\*\.)?{_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]+\])"
    r"(:(?P<port>[0-9]{1,5}))?"
)
_USUAL_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}
_DOCUMENT_ID = re.compile(r"[\x21-\x7e]+")
_SHA_256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Storefront:
    """A client of the API, as requests see it."""

    id: UUID
    code: str
    name: str
    channel_code: str
    allowed_origins: tuple[str, ...]
    """Whose pages may ask; empty is none. See `allows_origin`."""
    budget_per_minute: int | None
    """Cost that one viewer may spend in a minute. None: as the settings have it; 0: no budget."""
    trusted_documents_only: bool
    customer_group_code: str | None = None
    """Whose prices its shoppers see. None: everybody's."""


@dataclass(frozen=True)
class StorefrontCaller:
    """The storefront whose token came with a request."""

    storefront: Storefront
    is_secret: bool
    """Whether the token was a secret one: then it is a server that asks, and may say for whom."""


class DocumentDraft(NamedTuple):
    """A document to trust."""

    id: str
    text: str
    operation_names: Sequence[str]


def is_code(code: str) -> bool:
    """Whether a storefront can be called that: small letters, digits and single hyphens, a letter first."""
    return len(code) <= LONGEST_CODE and _CODE.fullmatch(code) is not None


def read_origin(text: str) -> str | None:
    """The origin as browsers write it: in small letters, without the port that the scheme has anyway; None for others.

    `*` is any origin; `https://*.example.com` is each below example.com at whatever depth, and not example.com itself.
    """
    written = text.strip().lower()
    if written == ANY_ORIGIN:
        return ANY_ORIGIN
    match = _ORIGIN.fullmatch(written)
    if match is None or (match["any"] and match["host"].count(".") < 2):  # `https://*.com` is nobody's
        return None
    origin = f"{match['scheme']}://{match['host']}"
    if match["port"] is None:
        return origin
    port = int(match["port"])
    if not 0 < port < 65_536:
        return None
    return origin if _USUAL_PORTS.get(match["scheme"]) == port else f"{origin}:{port}"


def allows_origin(allowed: Iterable[str], origin: str) -> bool:
    """Whether one of these covers the origin, as a browser writes it in `Origin`. What is not an origin is not covered:
    `null` comes from a sandboxed page, a local file, a redirect."""
    return any(_covers(each, origin) for each in allowed)


def _covers(pattern: str, origin: str) -> bool:
    if pattern in (ANY_ORIGIN, origin):
        return True
    scheme, wild, domain = pattern.partition("://*.")
    return bool(wild) and origin.startswith(f"{scheme}://") and origin[len(scheme) + 3 :].endswith(f".{domain}")


def digest_mismatch(document: DocumentDraft) -> bool:
    """Whether the id is written as a SHA-256 and is not that of the text."""
    return bool(_SHA_256.fullmatch(document.id)) and document.id.lower() != _digest(document.text)


def document_problem(document: DocumentDraft) -> Problem | None:
    """Why this document cannot be trusted, whatever else there is; None where it can."""
    facts = {"document": document.id[:LONGEST_DOCUMENT_ID]}
    if len(document.id) > LONGEST_DOCUMENT_ID or not _DOCUMENT_ID.fullmatch(document.id):
        return Problem(TrustedDocumentErrorCode.INVALID_DOCUMENT_ID, facts=facts | {"longest": LONGEST_DOCUMENT_ID})
    if len(document.text) > LARGEST_DOCUMENT:
        return Problem(TrustedDocumentErrorCode.DOCUMENT_TOO_LARGE, facts=facts | {"most": LARGEST_DOCUMENT})
    if digest_mismatch(document):
        return Problem(TrustedDocumentErrorCode.DIGEST_MISMATCH, facts=facts | {"digest": _digest(document.text)})
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
