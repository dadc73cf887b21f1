"""What loading remembers of itself: that this version of the shop is there whole, and which order is the demo order.

They are kept as idempotency keys of the owner `demo`: loading is a request that takes effect once.
"""

from typing import Final
from uuid import UUID

from app import idempotency
from app.core.db import Database
from app.core.settings import Settings
from app.demo.content import content_digest

_OWNER: Final = "demo"
_OPERATION: Final = "demoLoad"
_ORDER: Final = "order"


class Notes:
    """The notes of a database, as they were when they were read."""

    def __init__(self, results: dict[str, UUID | None]) -> None:
        self._results = results

    @classmethod
    async def read(cls, database: Database) -> "Notes":
        """One read, by the key."""
        rows = await idempotency.keys_of_owner.all(database, owner=_OWNER)
        return cls({row.key: row.result_id for row in rows})

    @property
    def order_id(self) -> UUID | None:
        """The demo order, once it has been sold."""
        return self._results.get(_ORDER)

    def is_complete(self, settings: Settings) -> bool:
        """Whether everything is there. Without the sandbox nobody can sell the demo order."""
        return _shop_key() in self._results and (self.order_id is not None or not settings.sandbox)


async def note_order(database: Database, order_id: UUID) -> None:
    """Remember the demo order."""
    await _note(database, _ORDER, order_id)


async def note_shop(database: Database) -> None:
    """Remember that this version of the shop is there whole."""
    await _note(database, _shop_key(), None)


async def _note(database: Database, key: str, result_id: UUID | None) -> None:
    async with database.transaction() as session:
        claim = await idempotency.claim(session, owner=_OWNER, key=key, operation=_OPERATION, request={})
        if result_id is not None:
            await idempotency.finish(session, claim, result_id)


def _shop_key() -> str:
    return f"shop:{content_digest()}"
