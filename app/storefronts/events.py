"""Facts of storefronts. They are announced and not recorded: only what a process remembers follows them."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class StorefrontChanged(Event):
    """A storefront, or one of its tokens, was changed, revoked or deleted; the subject is the storefront."""


@dataclass(frozen=True)
class TrustedDocumentsChanged(Event):
    """Documents of a storefront came or went; the subject is the storefront."""
