"""Writes of markets: they are defined whole, by their codes. The same definition again changes no row.

Every definition is announced, whether or not anything differed: that happens once in a while, and is cheap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.upsert import upsert_row, upsert_rows
from app.events import WHOLE_SHOP, announce
from app.markets.events import AtlasChanged
from app.markets.models import Language, Market, MarketCountry, MarketLanguage


@dataclass(frozen=True)
class MarketDefinition:
    """Everything that makes a market."""

    code: str
    names: Mapping[str, str]
    """By language tag, English among them."""
    currency_code: str
    displays_tax: bool
    default_country_code: str
    default_language_tag: str
    country_codes: Sequence[str]
    """A country that another market had moves here."""
    language_tags: Sequence[str]
    """In the order in which they are offered, the default one among them."""
    is_default: bool = False


async def define_languages(session: AsyncSession, fallbacks: Mapping[str, str | None]) -> None:
    """Let the shop speak these languages: tag → the tag to fall back to. Others that it speaks stay."""
    rows = [{"tag": tag, "fallback_tag": fallback} for tag, fallback in fallbacks.items()]
    await upsert_rows(session, Language, ["tag"], rows)
    await announce(session, AtlasChanged(WHOLE_SHOP))


async def define_market(session: AsyncSession, market: MarketDefinition) -> UUID:
    """Make the market of this code what the definition says, and give its id. Its languages must be known."""
    market_id = await upsert_row(
        session,
        Market,
        ["code"],
        {
            "code": market.code,
            "names": dict(market.names),
            "currency_code": market.currency_code,
            "displays_tax": market.displays_tax,
            "default_country_code": market.default_country_code,
            "default_language_tag": market.default_language_tag,
            "is_default": market.is_default,
        },
    )
    await session.execute(
        delete(MarketCountry).where(
            col(MarketCountry.market_id) == market_id, col(MarketCountry.country_code).not_in(market.country_codes)
        )
    )
    await session.execute(
        delete(MarketLanguage).where(
            col(MarketLanguage.market_id) == market_id, col(MarketLanguage.language_tag).not_in(market.language_tags)
        )
    )
    await upsert_rows(
        session,
        MarketCountry,
        ["country_code"],
        [{"country_code": code, "market_id": market_id} for code in market.country_codes],
    )
    await upsert_rows(
        session,
        MarketLanguage,
        ["market_id", "language_tag"],
        [
            {"market_id": market_id, "language_tag": tag, "position": position}
            for position, tag in enumerate(market.language_tags)
        ],
    )
    await announce(session, AtlasChanged(WHOLE_SHOP))
    return market_id
