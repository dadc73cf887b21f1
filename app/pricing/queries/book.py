"""Reading the price book: everything that is configured, with what it said before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, ColumnElement, Select, Text, bindparam, func, literal_column, null, select, union_all
from sqlalchemy.dialects.postgresql import JSONB

from app.core.clock import utc_now
from app.core.db import Database
from app.core.reads import Read, table_of
from app.currencies import HISTORY, ExchangeRates, load_exchange_rates
from app.markets import Atlas, load_atlas
from app.pricing.models import (
    MarketPricing,
    OldRates,
    PriceList,
    PricingPast,
    PriorPriceRule,
    RoundingRule,
    Sale,
    SaleKind,
    SettingKind,
)
from app.pricing.queries.dated import load_dated_lists
from app.pricing.rules.book import PriceBook
from app.pricing.rules.settings import (
    ListFacts,
    MarketPlace,
    MarketPricingFacts,
    PriorRule,
    RoundingBand,
    RoundingFacts,
    RoundingMode,
    SaleFacts,
    Version,
)
from app.tax import TaxRates, load_rates

_MOMENT: Final = TIMESTAMP(timezone=True)
_DAY: Final = timedelta(days=1)
_past = table_of(PricingPast).c
_rule = table_of(PriorPriceRule).c


class _Document(NamedTuple):
    """What a setting said for a while, all its columns as JSON."""

    kind: str
    since: datetime
    until: datetime | None
    document: dict[str, Any]


@dataclass(frozen=True)
class Configured:
    """What pricing itself has of the book, equal where nothing has changed."""

    lists: tuple[Version[ListFacts], ...]
    sales: tuple[Version[SaleFacts], ...]
    roundings: tuple[Version[RoundingFacts], ...]
    market_pricings: tuple[Version[MarketPricingFacts], ...]
    prior_rules: tuple[PriorRule, ...]
    known_since: datetime


def _present(kind: SettingKind, model: Any, *decimals: str) -> Select[Any]:
    """Rows as `pricing_past` keeps them: decimals as text, which comes back exact."""
    table = table_of(model)
    exact: list[Any] = []
    for name in decimals:
        exact += [literal_column(f"'{name}'"), table.c[name].cast(Text)]
    document: ColumnElement[Any] = func.to_jsonb(table.table_valued(), type_=JSONB())
    if exact:
        document = document.concat(func.jsonb_build_object(*exact, type_=JSONB()))
    return select(
        literal_column(f"'{kind.value}'", Text()).label("kind"),
        table.c.since,
        null().cast(_MOMENT).label("until"),
        document.label("document"),
    )


_all = union_all(
    _present(SettingKind.PRICE_LIST, PriceList),
    _present(SettingKind.SALE, Sale, "percent"),
    _present(SettingKind.ROUNDING_RULE, RoundingRule),
    _present(SettingKind.MARKET_PRICING, MarketPricing, "conversion_fee"),
    select(_past.kind.cast(Text).label("kind"), _past.since, _past.until, _past.document).where(
        _past.until > bindparam("known_since", type_=_MOMENT)
    ),
).subquery("version")
_documents = Read(select(*_all.c).order_by(_all.c.kind, _all.c.since), _Document)
_prior_rules = Read(
    select(_rule.country_code, _rule.days, _rule.valid_from, _rule.valid_to, _rule.source).order_by(
        _rule.country_code, _rule.valid_from
    ),
    PriorRule,
)


async def load_price_book(database: Database, since: datetime | None = None) -> PriceBook:
    """All of it, as it is now; `since`: with all that was from that moment on, where a book does not reach as far."""
    earliest = utc_now() - HISTORY
    if since is not None:
        earliest = min(earliest, since - _DAY)
    return make_book(
        await load_configured(database, earliest),
        await load_dated_lists(database),
        await load_atlas(database),
        await load_exchange_rates(database, earliest),
        await load_rates(database),
    )


async def load_configured(database: Database, since: datetime | None = None) -> Configured:
    """What is configured, and what was since the moment, without one in the last 400 days: two statements."""
    known_since = since or utc_now() - HISTORY
    found: dict[str, list[Version[Any]]] = {kind.value: [] for kind in SettingKind}
    for row in await _documents.all(database, known_since=known_since):
        found[row.kind].append(Version(_READERS[row.kind](row.document), row.since, row.until))
    return Configured(
        lists=tuple(found[SettingKind.PRICE_LIST.value]),
        sales=tuple(found[SettingKind.SALE.value]),
        roundings=tuple(found[SettingKind.ROUNDING_RULE.value]),
        market_pricings=tuple(found[SettingKind.MARKET_PRICING.value]),
        prior_rules=tuple(await _prior_rules.all(database)),
        # A day does not make two readings of the same unequal, and asks for no older past than was read.
        known_since=known_since.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY,
    )


def make_book(
    settings: Configured, dated_lists: frozenset[UUID], atlas: Atlas, rates: ExchangeRates, taxes: TaxRates
) -> PriceBook:
    """The book of these parts."""
    return PriceBook(
        lists=[
            Version(each.setting._replace(has_dated_prices=each.setting.id in dated_lists), each.since, each.until)
            for each in settings.lists
        ],
        sales=settings.sales,
        roundings=settings.roundings,
        market_pricings=settings.market_pricings,
        prior_rules=settings.prior_rules,
        markets={
            market.id: MarketPlace(market.code, market.currency_code, market.time_zone) for market in atlas.markets
        },
        rates=rates,
        taxes=taxes,
        known_since=settings.known_since,
    )


def _read_list(document: Mapping[str, Any]) -> ListFacts:
    return ListFacts(
        id=UUID(document["id"]),
        code=document["code"],
        currency_code=document["currency_code"],
        tax_included=document["tax_included"],
        tax_country_code=document["tax_country_code"],
        market_ids=_ids(document["market_ids"]),
        channel_codes=tuple(document["channel_codes"]),
        country_codes=tuple(document["country_codes"]),
        group_codes=tuple(document["group_codes"]),
        starts_at=_moment(document["starts_at"]),
        ends_at=_moment(document["ends_at"]),
        priority=document["priority"],
        is_active=document["is_active"],
    )


def _read_sale(document: Mapping[str, Any]) -> SaleFacts:
    return SaleFacts(
        id=UUID(document["id"]),
        code=document["code"],
        kind=SaleKind(document["kind"]),
        percent=_decimal(document["percent"]),
        amounts=document["amounts"],
        market_ids=_ids(document["market_ids"]),
        channel_codes=tuple(document["channel_codes"]),
        group_codes=tuple(document["group_codes"]),
        list_ids=_ids(document["list_ids"]),
        product_ids=frozenset(_ids(document["product_ids"])),
        conditions=tuple(document["conditions"]),
        excluded_list_ids=_ids(document["excluded_list_ids"]),
        excluded_product_ids=frozenset(_ids(document["excluded_product_ids"])),
        starts_local=_moment(document["starts_local"]),
        ends_local=_moment(document["ends_local"]),
        is_paused=document["is_paused"],
    )


def _read_rounding(document: Mapping[str, Any]) -> RoundingFacts:
    return RoundingFacts(
        id=UUID(document["id"]),
        currency_code=document["currency_code"],
        market_id=UUID(document["market_id"]) if document["market_id"] else None,
        bands=tuple(
            RoundingBand(band["from"], band["step"], band["ending"], RoundingMode(band["mode"]))
            for band in document["bands"]
        ),
    )


def _read_market_pricing(document: Mapping[str, Any]) -> MarketPricingFacts:
    base = document["base_price_list_id"]
    return MarketPricingFacts(
        market_id=UUID(document["market_id"]),
        base_price_list_id=UUID(base) if base else None,
        conversion_fee=Decimal(document["conversion_fee"]),
        max_rate_age_hours=document["max_rate_age_hours"],
        old_rates=OldRates(document["old_rates"]),
        quote_minutes=document["quote_minutes"],
    )


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Any]]] = {
    SettingKind.PRICE_LIST.value: _read_list,
    SettingKind.SALE.value: _read_sale,
    SettingKind.ROUNDING_RULE.value: _read_rounding,
    SettingKind.MARKET_PRICING.value: _read_market_pricing,
}


def _ids(texts: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(map(UUID, texts))


def _moment(text: str | None) -> datetime | None:
    """With the time zone that it is written with; local time is written without."""
    return None if text is None else datetime.fromisoformat(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
