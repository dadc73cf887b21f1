"""What one process remembers of storefronts: whom tokens stand for, and trusted texts.

All of it is forgotten when an event says that it changed, and in any case read anew every few seconds.
"""

import time
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from cachetools import LRUCache

from app.core.db import Database
from app.core.token_holders import Held, LastUses, TokenHolders
from app.storefronts import service
from app.storefronts.models import TokenKind
from app.storefronts.queries import document_text, storefront_by_token_hash
from app.storefronts.rules import LONGEST_DOCUMENT_ID, Storefront, StorefrontCaller

_REMEMBERED_SECONDS: Final = 5.0
_BYTES: Final = 16_000_000
"""Memory for trusted texts."""
_OVERHEAD: Final = 500
"""Bytes reckoned for an entry beside its text."""


class Storefronts(TokenHolders[StorefrontCaller]):
    """The storefronts of one process, by their tokens: `of_token`. A part of the context."""

    def __init__(self, database: Database) -> None:
        async def read(token_hash: bytes) -> Held[StorefrontCaller] | None:
            row = await storefront_by_token_hash.first(database, token_hash=token_hash)
            if row is None:
                return None
            storefront = Storefront(
                id=row.id,
                code=row.code,
                name=row.name,
                channel_code=row.channel_code,
                allowed_origins=tuple(row.allowed_origins),
                budget_per_minute=row.budget_per_minute,
                trusted_documents_only=row.trusted_documents_only,
                customer_group_code=row.customer_group_code,
            )
            caller = StorefrontCaller(storefront, is_secret=row.kind is TokenKind.SECRET)
            return Held(row.token_id, caller, row.expires_at)

        async def write(token_id: UUID, moment: datetime) -> None:
            async with database.transaction() as session:
                await service.write_last_use(session, token_id, moment)

        super().__init__(read, LastUses(write))


class _Known(NamedTuple):
    text: str
    until: float


class TrustedDocuments:
    """The texts of trusted documents, as far as there is room. A part of the context."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: LRUCache[tuple[UUID, str], _Known] = LRUCache(
            _BYTES, lambda known: 4 * len(known.text) + _OVERHEAD
        )
        self._forgotten = 0

    async def text_of(self, storefront_id: UUID, document_id: str) -> str | None:
        """The document that this storefront trusts under this id; None where it trusts none."""
        if len(document_id) > LONGEST_DOCUMENT_ID or not document_id.isascii() or not document_id.isprintable():
            return None
        key = (storefront_id, document_id)
        known = self._known.get(key)
        if known is not None and known.until > time.monotonic():
            return known.text
        forgotten = self._forgotten
        row = await document_text.first(self._database, storefront_id=storefront_id, document_id=document_id)
        if row is None:
            return None
        if forgotten == self._forgotten:  # else it may have been removed since it was read
            self._known[key] = _Known(row.text, time.monotonic() + _REMEMBERED_SECONDS)
        return row.text

    def forget(self) -> None:
        """Read all texts anew, and do not remember what is being read now."""
        self._known.clear()
        self._forgotten += 1
