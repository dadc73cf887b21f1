"""Reads of markets."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.db import Database
from app.core.reads import Read, table_of
from app.markets.models import Channel, ChannelMarket, Language, Market, MarketCountry, MarketLanguage
from app.markets.rules import Atlas, ChannelFacts, MarketFacts

_market = table_of(Market).c
_country = table_of(MarketCountry).c
_language = table_of(MarketLanguage).c
_known = table_of(Language).c
_channel = table_of(Channel).c
_channel_market = table_of(ChannelMarket).c


class _MarketRow(NamedTuple):
    id: UUID
    code: str
    names: dict[str, str]
    currency_code: str
    displays_tax: bool
    default_country_code: str
    default_language_tag: str
    is_default: bool
    time_zone: str
    more_currency_codes: list[str]
    version: int
    country_codes: list[str]
    language_tags: list[str]


class _LanguageRow(NamedTuple):
    tag: str
    fallback_tag: str | None


class _ChannelRow(NamedTuple):
    code: str
    names: dict[str, str]
    is_default: bool
    version: int
    default_market_id: UUID | None
    market_ids: list[UUID] | None


_markets = Read(
    select(
        _market.id,
        _market.code,
        _market.names,
        _market.currency_code,
        _market.displays_tax,
        _market.default_country_code,
        _market.default_language_tag,
        _market.is_default,
        _market.time_zone,
        _market.more_currency_codes,
        _market.version,
        select(func.array_agg(aggregate_order_by(_country.country_code, _country.country_code), type_=ARRAY(Text)))
        .where(_country.market_id == _market.id)
        .scalar_subquery()
        .label("country_codes"),
        select(func.array_agg(aggregate_order_by(_language.language_tag, _language.position), type_=ARRAY(Text)))
        .where(_language.market_id == _market.id)
        .scalar_subquery()
        .label("language_tags"),
    ).order_by(_market.code),
    _MarketRow,
)
_languages = Read(select(_known.tag, _known.fallback_tag), _LanguageRow)
_channels = Read(
    select(
        _channel.code,
        _channel.names,
        _channel.is_default,
        _channel.version,
        _channel.default_market_id,
        select(func.array_agg(_channel_market.market_id, type_=ARRAY(Uuid())))
        .where(_channel_market.channel_code == _channel.code)
        .scalar_subquery()
        .label("market_ids"),
    ).order_by(_channel.code),
    _ChannelRow,
)


async def load_atlas(database: Database) -> Atlas:
    """All markets, channels and languages."""
    languages = await _languages.all(database)
    return Atlas(
        markets=tuple(
            MarketFacts(
                **row._asdict()
                | {
                    "country_codes": tuple(row.country_codes or ()),
                    "language_tags": tuple(row.language_tags or ()),
                    "more_currency_codes": tuple(row.more_currency_codes),
                }
            )
            for row in await _markets.all(database)
        ),
        language_fallbacks={row.tag: row.fallback_tag for row in languages},
        channels=tuple(
            ChannelFacts(**row._asdict() | {"market_ids": frozenset(row.market_ids or ())})
            for row in await _channels.all(database)
        ),
    )
