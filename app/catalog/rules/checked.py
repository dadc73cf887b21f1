"""What can be said of a draft without the database: earlier than it is written, or in another thread."""

import hashlib
from dataclasses import dataclass

import msgspec

from app.catalog.rules.checks import normalized
from app.catalog.rules.drafts import ProductDraft
from app.core.errors import Refusal

_ENCODER = msgspec.json.Encoder(enc_hook=repr)


@dataclass(frozen=True)
class CheckedDraft:
    """A draft that was looked at before it is written."""

    clean: ProductDraft | Refusal
    """What `normalized` makes of it, or why it does not."""
    digest: bytes | None
    """What `digest_of` says of it."""


def check_draft(draft: ProductDraft) -> CheckedDraft:
    """Do what writing the draft begins with. It may be done in any thread."""
    try:
        clean: ProductDraft | Refusal = normalized(draft)
    except Refusal as refusal:
        clean = refusal
    return CheckedDraft(clean, digest_of(draft))


def digest_of(value: object) -> bytes | None:
    """Of a draft, or of what it names. None for what no column can hold, such as half a character."""
    try:
        return hashlib.sha256(_ENCODER.encode(value)).digest()
    except (UnicodeError, RecursionError, TypeError):
        return None
