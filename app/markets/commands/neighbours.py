"""What domains above know of markets; `app.wiring` joins them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.markets.service import MarketDefinition

InUse = Callable[[AsyncSession, UUID], Awaitable[bool]]
"""Whether a domain names the market, so that it must stay."""
Follow = Callable[[AsyncSession, UUID, Sequence[str]], Awaitable[None]]
"""Do what a market needs that was made or changed, in the same transaction: its id, and the currencies it offers."""


@dataclass(frozen=True)
class MarketNeighbours:
    """A part of the context."""

    in_use: Sequence[InUse] = ()
    follows: Sequence[Follow] = ()

    async def names(self, session: AsyncSession, market_id: UUID) -> bool:
        """Whether any domain names the market."""
        for ask in self.in_use:
            if await ask(session, market_id):
                return True
        return False

    async def follow(self, session: AsyncSession, market: MarketDefinition, market_id: UUID) -> None:
        """Let every domain follow the change."""
        for follow in self.follows:
            await follow(session, market_id, [market.currency_code, *market.more_currency_codes])
