"""What is configured about prices, and what stands in a list, as staff read it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    any_,
    bindparam,
    func,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, array_parameter, table_of
from app.pricing.models import DatedPrice, MarketPricing, OldRates, Price, RoundingRule, Sale, SaleKind


class SaleRow(NamedTuple):
    """A sale."""

    id: UUID
    code: str
    names: dict[str, str]
    kind: SaleKind
    percent: Decimal | None
    amounts: dict[str, int]
    market_ids: list[UUID]
    channel_codes: list[str]
    group_codes: list[str]
    list_ids: list[UUID]
    product_ids: list[UUID]
    conditions: list[dict[str, Any]]
    excluded_list_ids: list[UUID]
    excluded_product_ids: list[UUID]
    starts_local: datetime | None
    ends_local: datetime | None
    is_paused: bool
    version: int


class RoundingRuleRow(NamedTuple):
    """A rounding rule."""

    id: UUID
    currency_code: str
    market_id: UUID | None
    bands: list[dict[str, Any]]
    version: int


class MarketPricingRow(NamedTuple):
    """How a market prices."""

    market_id: UUID
    base_price_list_id: UUID | None
    conversion_fee: Decimal
    max_rate_age_hours: int
    old_rates: OldRates
    quote_minutes: int
    version: int


class ListedPrice(NamedTuple):
    """A price of a variant in a list: until further notice, or (`starts_at`) for a while."""

    price_list_id: UUID
    variant_id: UUID
    product_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    since: datetime
    """Since when the shop says so."""


class PricePosition(NamedTuple):
    """Behind which price a page of a list goes on."""

    variant_id: UUID
    min_quantity: int
    starts_at: datetime | None


_BEFORE_ALL: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Before the start of every dated price."""

_sale: Final = table_of(Sale).c
_rounding: Final = table_of(RoundingRule).c
_market: Final = table_of(MarketPricing).c

_sales = Read(select(*(_sale[name] for name in SaleRow._fields)).order_by(_sale.code), SaleRow)
_roundings = Read(
    select(*(_rounding[name] for name in RoundingRuleRow._fields)).order_by(
        _rounding.currency_code, _rounding.market_id.nulls_first()
    ),
    RoundingRuleRow,
)
_markets = Read(
    select(*(_market[name] for name in MarketPricingRow._fields)).where(
        _market.market_id == any_(array_parameter("market_ids", Uuid()))
    ),
    MarketPricingRow,
)


_variant_ids: Final = array_parameter("variant_ids", Uuid())
_wanted = func.unnest(array_parameter("price_list_ids", Uuid())).table_valued("id").render_derived("wanted")
_after_variant: Final = bindparam("after_variant_id", type_=Uuid())
_after: Final = (
    _after_variant,
    bindparam("after_quantity", type_=Integer()),
    bindparam("after_start", type_=TIMESTAMP(timezone=True)),
)


def _undated(*conditions: ColumnElement[bool]) -> Select[Any]:
    own = table_of(Price).c
    unsaid = null().cast(TIMESTAMP(timezone=True))
    return select(
        own.price_list_id,
        own.variant_id,
        own.product_id,
        own.min_quantity,
        own.amount,
        own.compare_at_amount,
        unsaid.label("starts_at"),
        unsaid.label("ends_at"),
        own.since,
    ).where(*conditions)


def _dated(*conditions: ColumnElement[bool]) -> Select[Any]:
    own = table_of(DatedPrice).c
    return select(*(own[name] for name in ListedPrice._fields)).where(*conditions)


def _in_order(listed: Any) -> tuple[ColumnElement[Any], ...]:
    """Those until further notice before dated ones."""
    return listed.variant_id, listed.min_quantity, listed.starts_at.nulls_first()


def _statement_of_variants() -> Select[Any]:
    both = union_all(
        _undated(table_of(Price).c.variant_id == any_(_variant_ids)),
        _dated(table_of(DatedPrice).c.variant_id == any_(_variant_ids)),
    ).subquery("listed")
    return select(*both.c).order_by(both.c.price_list_id, *_in_order(both.c))


def _statement_of_pages() -> Select[Any]:
    """A page of each list: as many rows of each table as a page can have, in their order, and of these the first."""
    limit = bindparam("limit", type_=Integer())
    parts = []
    for model, made, key in ((Price, _undated, 2), (DatedPrice, _dated, 3)):
        own = table_of(model).c
        order = (own.variant_id, own.min_quantity, *([own.starts_at] if key == 3 else []))
        part = made(
            own.price_list_id == _wanted.c.id,
            or_(_variant_ids.is_(None), own.variant_id == any_(_variant_ids)),
            or_(_after_variant.is_(None), tuple_(*order) > tuple_(*_after[:key])),
        )
        parts.append(select(part.correlate(_wanted).order_by(*order).limit(limit).subquery()))
    both = union_all(*parts).subquery("listed")
    page = select(*both.c).order_by(*_in_order(both.c)).limit(limit).lateral("page")
    return select(*page.c).join_from(_wanted, page, true()).order_by(page.c.price_list_id, *_in_order(page.c))


_prices_of_variants = Read(_statement_of_variants(), ListedPrice)
_pages = Read(_statement_of_pages(), ListedPrice)


async def load_sales(database: Database) -> list[SaleRow]:
    """All sales, by their codes."""
    return await _sales.all(database)


async def load_rounding_rules(database: Database) -> list[RoundingRuleRow]:
    """All rounding rules, by currency; the one for all markets first."""
    return await _roundings.all(database)


async def market_pricings(database: Database, market_ids: Sequence[UUID]) -> dict[UUID, MarketPricingRow]:
    """How these markets price, where that was ever said."""
    return {row.market_id: row for row in await _markets.all(database, market_ids=list(market_ids))}


def usual_pricing(market_id: UUID) -> MarketPricingRow:
    """How a market prices of which nothing was ever said."""
    usual = MarketPricing(market_id=market_id)
    return MarketPricingRow(
        market_id,
        usual.base_price_list_id,
        usual.conversion_fee,
        usual.max_rate_age_hours,
        usual.old_rates,
        usual.quote_minutes,
        version=0,
    )


async def listed_prices_of_variants(database: Database, variant_ids: Sequence[UUID]) -> list[ListedPrice]:
    """Every price of these variants, by list, quantity and start, those until further notice first."""
    return await _prices_of_variants.all(database, variant_ids=list(variant_ids))


async def pages_of_lists(
    database: Database,
    price_list_ids: Sequence[UUID],
    size: int,
    after: PricePosition | None = None,
    variant_ids: Sequence[UUID] | None = None,
) -> dict[UUID, Page[ListedPrice]]:
    """The first prices of each list, of these variants (None: of all), by variant, quantity and start. `after` is of
    one list."""
    rows = await _pages.all(
        database,
        price_list_ids=list(price_list_ids),
        limit=size + 1,
        after_variant_id=after.variant_id if after else None,
        after_quantity=after.min_quantity if after else None,
        after_start=(after.starts_at or _BEFORE_ALL) if after else None,
        variant_ids=None if variant_ids is None else list(variant_ids),
    )
    found: dict[UUID, list[ListedPrice]] = {each: [] for each in price_list_ids}
    for row in rows:
        found[row.price_list_id].append(row)
    return {each: Page(own[:size], has_next=len(own) > size) for each, own in found.items()}
