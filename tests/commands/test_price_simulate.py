"""A simulation says what the change then does: prices of every variant, read before and after it is really made."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.errors import Refusal, RequestError
from app.currencies import ExchangeRatesCache, NewManualRate, set_rate_by_hand
from app.markets import AtlasCache, resolve_place
from app.pricing import (
    Adjustment,
    DatedListsCache,
    MarketPricingChange,
    Planned,
    PlannedMarket,
    PlannedRate,
    PlannedRounding,
    PlannedSale,
    PriceBookCache,
    RoundingMode,
    SaleChange,
    SaleKind,
    Shopper,
    Targets,
    WantedBand,
    adjust_prices,
    create_sale,
    prices_of_variants,
    set_rounding_rule,
    simulate_prices,
    tariff_of,
    update_market_pricing,
)
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Shown: TypeAlias = dict[Shopper, dict[UUID, int]]

SALE: SaleChange = {"names": [("en", "A fifth off")], "kind": SaleKind.PERCENT, "percent": Decimal(20)}
DIMES = [WantedBand(Decimal(0), Decimal(1), Decimal("0.90"), RoundingMode.UP)]
KEPT = ("price", "market_pricing", "sale", "rounding_rule", "effective_rate", "exchange_rate", "currency_pair")


@pytest.fixture(autouse=True)
async def converting(shop: Shop, ctx: RequestContext, connection: Connection) -> AsyncIterator[None]:
    """In the United States the mug costs what it costs in the EU, converted; in Japan it is not sold. Afterwards all is
    as it was."""
    await connection.execute("SET session_replication_role = replica")
    for table in KEPT:
        await connection.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    await connection.execute("SET session_replication_role = DEFAULT")
    await connection.execute(
        "DELETE FROM price WHERE variant_id = $1 "
        "AND price_list_id IN (SELECT id FROM price_list WHERE code IN ('us', 'jp'))",
        shop.mug_variant,
    )
    euros = await list_id(connection, "eu")
    await update_market_pricing(ctx, "us", {"base_price_list_id": euros, "conversion_fee": Decimal("0.02")})
    await set_rate_by_hand(ctx, NewManualRate("EUR", "USD", Decimal("1.1")))
    await set_rate_by_hand(ctx, NewManualRate("EUR", "JPY", Decimal(160)))
    ctx.now = await connection.fetchval("SELECT clock_timestamp()")
    forget(ctx)
    yield
    await connection.execute("SET session_replication_role = replica")
    for table in reversed(KEPT):
        await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    for table in KEPT:
        await connection.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table}")  # noqa: S608
    await connection.execute("DELETE FROM pricing_past; DELETE FROM price_past; SET session_replication_role = DEFAULT")
    forget(ctx)


def forget(ctx: RequestContext) -> None:
    ctx.part(AtlasCache).forget()
    ctx.part(ExchangeRatesCache).forget()
    ctx.part(DatedListsCache).forget()
    ctx.part(PriceBookCache).forget()


async def list_id(connection: Connection, code: str) -> UUID:
    found: UUID = await connection.fetchval("SELECT id FROM price_list WHERE code = $1", code)
    return found


async def shown(ctx: RequestContext, connection: Connection) -> Shown:
    """What everything is shown to cost in every market."""
    forget(ctx)
    atlas = await ctx.part(AtlasCache).get()
    ids = [row["id"] for row in await connection.fetch("SELECT id FROM product_variant")]
    found: Shown = {}
    for market in atlas.markets:
        place = resolve_place(atlas, market.default_country_code, None, market.currency_code)
        tariff = await tariff_of(ctx, Shopper.of(place), ctx.now)
        prices = await prices_of_variants(ctx.db, tariff, ids, moment=ctx.now)
        found[Shopper.of(place)] = {variant_id: each.price.displayed for variant_id, each in prices.items()}
    return found


async def planned_changes(
    connection: Connection, shop: Shop
) -> dict[str, tuple[Planned, Callable[..., Awaitable[Any]]]]:
    """By what they are: how they are tried, and how they are made."""
    euros = await list_id(connection, "eu")
    brands: SaleChange = {**SALE, "targets": Targets(product_ids=[shop.shirt]), "market_codes": ["eu", "us"]}
    off = Adjustment(euros, percent=Decimal(-10), is_rounded=False)
    none: MarketPricingChange = {"base_price_list_id": None}
    return {
        "a sale of everything": (PlannedSale("s", SALE), lambda ctx: create_sale(ctx, code="s", change=SALE)),
        "a sale of one product": (PlannedSale("s", brands), lambda ctx: create_sale(ctx, code="s", change=brands)),
        "rounding": (
            PlannedRounding("USD", None, DIMES),
            lambda ctx: set_rounding_rule(ctx, currency_code="USD", market_code=None, bands=DIMES),
        ),
        "a rate": (
            PlannedRate("EUR", "USD", Decimal("1.21")),
            lambda ctx: set_rate_by_hand(ctx, NewManualRate("EUR", "USD", Decimal("1.21"))),
        ),
        "no base list": (PlannedMarket("us", none), lambda ctx: update_market_pricing(ctx, "us", none)),
        "another base list": (
            PlannedMarket("jp", {"base_price_list_id": euros}),
            lambda ctx: update_market_pricing(ctx, "jp", {"base_price_list_id": euros}),
        ),
        "a tenth off a list": (off, lambda ctx: adjust_prices(ctx, off, dry_run=False)),
    }


CHANGES = ("a sale of everything", "a sale of one product", "rounding", "a rate", "no base list", "another base list",
           "a tenth off a list")  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_said_is_what_happens(shop: Shop, ctx: RequestContext, connection: Connection, name: str) -> None:
    planned, make = (await planned_changes(connection, shop))[name]
    before = await shown(ctx, connection)
    outcomes = {outcome.shopper: outcome for outcome in await simulate_prices(ctx, planned)}
    assert await shown(ctx, connection) == before, "trying it changes nothing"
    await make(ctx)
    ctx.now = await connection.fetchval("SELECT clock_timestamp()")
    after = await shown(ctx, connection)

    assert before != after
    for shopper, was in before.items():
        becomes = after[shopper]
        changes = {
            each: becomes[each] - was[each] for each in was.keys() & becomes.keys() if becomes[each] != was[each]
        }
        outcome = outcomes.get(shopper)
        told = (outcome.cheaper, outcome.dearer, outcome.no_longer_sold, outcome.newly_sold) if outcome else (0,) * 4
        assert told == (
            sum(change < 0 for change in changes.values()),
            sum(change > 0 for change in changes.values()),
            len(was.keys() - becomes.keys()),
            len(becomes.keys() - was.keys()),
        )
        percents = [Decimal(change * 100) / was[each] for each, change in changes.items()]
        if outcome and percents:
            assert (outcome.lowest_percent, outcome.highest_percent) == (min(percents), max(percents))
            mean = sum(percents, Decimal(0)) / len(percents)
            assert outcome.mean_percent is not None
            assert abs(outcome.mean_percent - mean) < Decimal("1e-20")
        for example in outcome.examples if outcome else ():
            assert (example.before, example.after) == (was.get(example.variant_id), becomes.get(example.variant_id))


@pytest.mark.parametrize(
    ("planned", "code"),
    [
        (PlannedSale("s", {**SALE, "percent": Decimal(100)}), "PERCENT_OUT_OF_RANGE"),
        (PlannedSale("s", {**SALE, "market_codes": ["mars"]}), "MARKET_NOT_FOUND"),
        (PlannedRounding("USD", None, []), "NUMBER_OUT_OF_RANGE"),
        (PlannedRate("EUR", "USD", Decimal(0)), "NUMBER_OUT_OF_RANGE"),
        (PlannedMarket("mars", {}), "MARKET_NOT_FOUND"),
        (Adjustment(None, percent=Decimal(5)), "PRICE_LIST_NOT_FOUND"),
    ],
)
async def test_what_the_change_would_be_refused_for_is_told(ctx: RequestContext, planned: Planned, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        await simulate_prices(ctx, planned)
    assert [problem.code.value for problem in refused.value.problems] == [code]


async def test_one_simulation_runs_at_a_time(ctx: RequestContext) -> None:
    planned = PlannedSale("s", SALE)
    first, second = await asyncio.gather(
        simulate_prices(ctx, planned), simulate_prices(ctx, planned), return_exceptions=True
    )
    assert not isinstance(first, BaseException)
    assert isinstance(second, RequestError)
    assert second.code == "SIMULATION_RUNNING"
    assert await simulate_prices(ctx, planned) == first, "and then another one can"
