"""What other domains know of variants. The catalog is below them and asks through this; `app.wiring` joins them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

InUse = Callable[[AsyncSession, Sequence[UUID]], Awaitable[set[UUID]]]
"""Which of these variants a domain refers to, so that their rows must stay."""
Copy = Callable[[AsyncSession, UUID, Mapping[UUID, UUID]], Awaitable[None]]
"""Give the variants of a new product what those of an old one have: its id, and old variant → new variant."""


@dataclass(frozen=True)
class VariantNeighbours:
    """A part of the context."""

    in_use: Sequence[InUse] = ()
    copies: Sequence[Copy] = ()

    async def used(self, session: AsyncSession, variant_ids: Sequence[UUID]) -> set[UUID]:
        """Which of these variants any domain refers to."""
        found: set[UUID] = set()
        for ask in self.in_use:
            found |= await ask(session, variant_ids)
        return found

    async def copy(self, session: AsyncSession, product_id: UUID, variant_ids: Mapping[UUID, UUID]) -> None:
        """Let every domain copy what it has."""
        for copy in self.copies:
            await copy(session, product_id, variant_ids)
