"""Writes of markets and channels: they are defined whole, by their codes. The same definition again changes no row.

Every definition is announced, whether or not anything differed: that happens once in a while, and is cheap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.upsert import upsert_row, upsert_rows
from app.events import WHOLE_SHOP, announce
from app.markets.events import AtlasChanged
from app.markets.models import Channel, ChannelMarket, Language, Market, MarketCountry, MarketLanguage


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
    time_zone: str = "UTC"
    """Of the IANA database."""
    more_currency_codes: Sequence[str] = ()
    """What it offers beside its own currency, in their order."""
    is_default: bool = False
    """Of those who name no country: it takes that over from the one that had it."""


@dataclass(frozen=True)
class ChannelDefinition:
    """Everything that makes a channel."""

    code: str
    """Small letters, digits and hyphens, a letter first."""
    names: Mapping[str, str]
    """By language tag, English among them."""
    market_codes: Sequence[str] = ()
    """The markets that it sells in; none is all of them, those too that come later."""
    default_market_code: str | None = None
    """Of those who name no country. None: the shop's default market, which it must sell in then."""
    is_default: bool = False
    """Of those who name no channel: it takes that over from the one that had it."""


async def define_languages(session: AsyncSession, fallbacks: Mapping[str, str | None]) -> None:
    """Let the shop speak these languages: tag → the tag to fall back to. Others that it speaks stay."""
    rows = [{"tag": tag, "fallback_tag": fallback} for tag, fallback in fallbacks.items()]
    await upsert_rows(session, Language, ["tag"], rows)
    await announce(session, AtlasChanged(WHOLE_SHOP))


async def define_market(session: AsyncSession, market: MarketDefinition) -> UUID:
    """Make the market of this code what the definition says, and give its id. Its languages must be known."""
    if market.is_default:
        others = (col(Market.code) != market.code, col(Market.is_default))
        await session.execute(update(Market).where(*others).values(is_default=False))
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
            "time_zone": market.time_zone,
            "more_currency_codes": list(market.more_currency_codes),
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


async def define_channel(session: AsyncSession, channel: ChannelDefinition) -> None:
    """Make the channel of this code what the definition says. Its markets must be known.

    Raises `ValueError` where it would have no default market, or the shop no default channel.
    """
    rows = (await session.execute(select(col(Market.code), col(Market.id), col(Market.is_default)))).all()
    markets = {code: market_id for code, market_id, _ in rows}
    named = {*channel.market_codes, *([channel.default_market_code] if channel.default_market_code else ())}
    if unknown := named - markets.keys():
        raise ValueError(f"channel {channel.code}: no market has the code {', '.join(sorted(unknown))}")
    default = channel.default_market_code or next((code for code, _, is_default in rows if is_default), None)
    if channel.market_codes and default not in channel.market_codes:
        raise ValueError(f"channel {channel.code}: its default market {default} is none that it sells in")
    others = col(Channel.code) != channel.code
    if channel.is_default:
        await session.execute(update(Channel).where(others, col(Channel.is_default)).values(is_default=False))
    elif (await session.execute(select(1).where(others, col(Channel.is_default)))).first() is None:
        raise ValueError(f"channel {channel.code}: one channel is the default; make another the default first")
    await upsert_rows(
        session,
        Channel,
        ["code"],
        [
            {
                "code": channel.code,
                "names": dict(channel.names),
                "default_market_id": markets.get(channel.default_market_code or ""),
                "is_default": channel.is_default,
            }
        ],
    )
    wanted = [markets[code] for code in channel.market_codes]
    await session.execute(
        delete(ChannelMarket).where(
            col(ChannelMarket.channel_code) == channel.code, col(ChannelMarket.market_id).not_in(wanted)
        )
    )
    await upsert_rows(
        session,
        ChannelMarket,
        ["channel_code", "market_id"],
        [{"channel_code": channel.code, "market_id": market_id} for market_id in wanted],
    )
    await announce(session, AtlasChanged(WHOLE_SHOP))


async def delete_market(session: AsyncSession, market_id: UUID) -> bool:
    """Delete the market; False where something refers to it, and the transaction is to be given up."""
    try:
        for part in (MarketCountry, MarketLanguage):
            await session.execute(delete(part).where(col(part.market_id) == market_id))
        await session.execute(delete(Market).where(col(Market.id) == market_id))
    except IntegrityError:
        return False
    await announce(session, AtlasChanged(WHOLE_SHOP))
    return True


async def raise_version(session: AsyncSession, model: type[Market] | type[Channel], condition: Any) -> None:
    """Count a change."""
    await session.execute(update(model).where(condition).values(version=col(model.version) + 1))


async def known_codes(session: AsyncSession) -> tuple[frozenset[str], frozenset[str]]:
    """The codes of all channels, and of all markets."""
    channels = (await session.execute(select(col(Channel.code)))).scalars()
    markets = (await session.execute(select(col(Market.code)))).scalars()
    return frozenset(channels), frozenset(markets)


async def _name_place(
    session: AsyncSession, model: type[Market] | type[Channel], code: str, names: Mapping[str, str]
) -> None:
    """Call the market or channel of this code so, and count the change."""
    statement = update(model).where(col(model.code) == code)
    await session.execute(statement.values(names=dict(names), version=col(model.version) + 1))
    await announce(session, AtlasChanged(WHOLE_SHOP))


async def name_market(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Call the market of this code so."""
    await _name_place(session, Market, code, names)


async def name_channel(session: AsyncSession, code: str, names: Mapping[str, str]) -> None:
    """Call the channel of this code so."""
    await _name_place(session, Channel, code, names)
