"""Price filter, price order and price facet say what pages show, whatever changes, and nothing is written for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

import pytest
from asyncpg import Connection
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import text

from app import demo, wiring
from app.catalog.events import ProductsWritten
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.settings import Settings
from app.currencies import NewManualRate, set_rate_by_hand
from app.events import WHOLE_SHOP, record
from app.pricing import (
    PricedWithin,
    PricesChanged,
    SaleChange,
    SaleKind,
    Targets,
    create_sale,
    delete_sale,
    update_sale,
)
from app.pricing.models import DatedPrice
from app.wiring import Runtime
from app.worker import Worker
from search import SearchClient, index_all
from tests.support.shown_prices import Window, documents_written, forget, windows

pytestmark = pytest.mark.slow

LANGUAGES: Final = 6
RESELLERS: Final = "resellers"


def reduction(percent: str, **others: Any) -> SaleChange:
    """A sale by so many percent."""
    return cast(
        "SaleChange", {"kind": SaleKind.PERCENT, "percent": Decimal(percent), "names": [("en", "Sale")], **others}
    )


class Shopfront:
    """The demo shop, everything in it indexed, and a worker."""

    def __init__(self, runtime: Runtime, ctx: RequestContext, worker: Worker, settings: Settings) -> None:
        self.runtime = runtime
        self.ctx = ctx
        self.worker = worker
        self.settings = settings

    async def settle(self) -> int:
        """Let the worker do all that is waiting, and say how many documents were sent to the engine."""
        before = await documents_written(self.settings)
        await self.worker.drain(raise_errors=True)
        forget(self.runtime)
        return await documents_written(self.settings) - before

    async def windows(self) -> list[Window]:
        return await windows(replace(self.ctx, now=utc_now()), RESELLERS)

    async def window(self, currency_code: str) -> Window:
        """Of everybody who pays in it."""
        return next(each for each in await self.windows() if each.ctx.place.currency_code == currency_code)

    async def ids(self, sql: str, *values: Any) -> list[UUID]:
        return [row[0] for row in await self.ctx.db.fetch(sql, values)]


@pytest.fixture(scope="module")
async def front(runtime: Runtime, settings: Settings) -> Shopfront:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.demo.loader.draw_missing", _nothing)
        await demo.load(settings)
    runtime.atlas.forget()
    await index_all(settings)
    async with runtime.database.transaction() as session:
        # Rates move; all else was done just now, or is of no matter here.
        await session.execute(text("DELETE FROM pgqueuer WHERE entrypoint NOT LIKE 'currencies.%'"))
    handlers, listeners = wiring.job_handlers(), wiring.listeners()
    worker = Worker(runtime.database, settings.database_url, handlers, listeners, runtime.system_context)
    made = Shopfront(runtime, await runtime.system_context(), worker, settings)
    await made.settle()
    return made


async def _nothing(*_: Any) -> None:
    """No pictures are drawn: nobody looks."""


async def assert_as_shown(window: Window) -> Mapping[UUID, set[int]]:
    """Filter, order and facet, against the prices of every product that can be found there."""
    products = await window.everything()
    shown = await window.shown(products)
    least = {product_id: min(prices) for product_id, prices in shown.items()}
    prices = sorted({price for each in shown.values() for price in each})
    assert prices
    where = (window.ctx.place.market_code, window.ctx.place.currency_code, window.ctx.place.customer_group_code)
    for price in (prices[0], prices[len(prices) // 3], prices[-1]):
        for span in (PricedWithin(price, price), PricedWithin(0, price - 1), PricedWithin(price, 10**15)):
            expected = {key for key, each in shown.items() if any(span.least <= one <= span.most for one in each)}
            assert await window.within(span) == expected, (where, span)
    for descending in (False, True):
        ordered = await window.in_order(descending=descending)
        sold = [least[each] for each in ordered if each in least]
        assert sold == sorted(least.values(), reverse=descending), where
        assert set(ordered[len(sold) :]).isdisjoint(least), "what is not sold comes last"
        assert len(ordered) == len(set(ordered)) == len(products)
    found = await window.range()
    assert found is not None
    assert (found.least, found.most) == (prices[0], prices[-1]), where
    for bar in found.bars:
        assert bar.products == sum(any(bar.least <= one <= bar.most for one in each) for each in shown.values()), where
    return shown


async def test_prices_are_those_shown_in_every_market(front: Shopfront) -> None:
    seen = [await assert_as_shown(window) for window in await front.windows()]
    assert len(seen) > 15
    assert all(len(shown) > 60 for shown in seen)


async def test_a_rate_that_moves_writes_no_document(front: Shopfront) -> None:
    before = await assert_as_shown(await front.window("SEK"))
    await set_rate_by_hand(front.ctx, NewManualRate("EUR", "SEK", Decimal("14.2"), is_confirmed=True))
    assert await front.settle() == 0
    assert await assert_as_shown(await front.window("SEK")) != before


async def test_a_sale_of_everything_writes_no_document_whatever_becomes_of_it(front: Shopfront) -> None:
    """It begins by the clock, takes off more, is paused, and ends."""
    start = (utc_now() + timedelta(days=2)).replace(microsecond=0, tzinfo=None)
    times = {"starts_local": start, "ends_local": start + timedelta(days=3)}
    sale_id = await create_sale(front.ctx, code="all", change=reduction("10", **times))
    written = await front.settle()
    windows = [each for each in await front.windows() if each.ctx.place.currency_code in ("EUR", "USD", "JPY", "SEK")]
    for window in windows:
        before = await assert_as_shown(window)
        during = await assert_as_shown(window.at(utc_now() + timedelta(days=4)))
        assert before != during
        assert await assert_as_shown(window.at(utc_now() + timedelta(days=7))) == before
    changes: tuple[SaleChange, ...] = ({"percent": Decimal("33.33")}, {"is_paused": True})
    for change in changes:
        await update_sale(front.ctx, sale_id, change)
        written += await front.settle()
        for window in windows:
            during = await assert_as_shown(window.at(utc_now() + timedelta(days=4)))
    assert during == before
    await delete_sale(front.ctx, sale_id)
    assert written + await front.settle() == 0


async def test_of_a_sale_of_some_things_only_these_are_written(front: Shopfront) -> None:
    window = (await front.windows())[0]
    everything = await window.everything()
    named, moved = everything[:3], everything[2:5]
    sale_id = await create_sale(front.ctx, code="some", change=reduction("40", targets=Targets(product_ids=named)))
    assert await front.settle() == len(named) * LANGUAGES
    for each in (await front.windows())[::3]:
        await assert_as_shown(each)
    await update_sale(front.ctx, sale_id, {"percent": Decimal(41)})
    assert await front.settle() == 0
    await assert_as_shown(window)
    await update_sale(front.ctx, sale_id, {"targets": Targets(product_ids=moved)})
    assert await front.settle() == len({*named, *moved} - ({*named} & {*moved})) * LANGUAGES
    for each in (await front.windows())[::3]:
        await assert_as_shown(each)
    await delete_sale(front.ctx, sale_id)
    assert await front.settle() == len(moved) * LANGUAGES
    await assert_as_shown(window)


async def test_sales_of_categories_values_and_all_but_some(front: Shopfront) -> None:
    (brand,) = await front.ids("SELECT id FROM brand WHERE slug = 'brennholm'")
    (category,) = await front.ids("SELECT category_id FROM product GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    window = (await front.windows())[0]
    left_out = (await window.everything())[:2]
    changes = {
        "category": reduction("15", targets=Targets(category_ids=[category])),
        "not-brand": reduction("25", targets=Targets(category_ids=[category]), excluded=Targets(brand_ids=[brand])),
        "value": reduction("35", targets=Targets(attributes=[await _a_value(front)])),
        "but-some": reduction("5", excluded=Targets(product_ids=left_out)),
    }
    sale_ids = [await create_sale(front.ctx, code=code, change=change) for code, change in changes.items()]
    assert await front.settle() > 0
    for each in (await front.windows())[::3]:
        await assert_as_shown(each)
    reduced = await _kind_counts(window)
    assert max(reduced) > 1, "variants of one product are priced differently"
    for sale_id in sale_ids:
        await delete_sale(front.ctx, sale_id)
    await front.settle()
    await assert_as_shown(window)


async def test_pages_by_price_are_one_order(front: Shopfront) -> None:
    for window in await front.windows():
        if window.ctx.place.currency_code in ("EUR", "SEK"):
            for descending in (False, True):
                whole = await window.in_order(descending=descending)
                assert await window.in_order(descending=descending, page=7) == whole


async def test_a_dated_price_is_written_when_it_begins_and_when_it_ends(
    front: Shopfront, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = await front.window("GBP")
    product_id = (await window.everything())[0]
    begins = (utc_now() + timedelta(days=3)).replace(microsecond=0)
    variant_id = await connection.fetchval(
        "SELECT id FROM product_variant WHERE product_id = $1 ORDER BY position LIMIT 1", product_id
    )
    list_id = await connection.fetchval("SELECT id FROM price_list WHERE currency_code = 'GBP'")
    dated = DatedPrice(
        variant_id=variant_id,
        product_id=product_id,
        price_list_id=list_id,
        starts_at=begins,
        ends_at=begins + timedelta(days=1),
        amount=1,
    )
    async with front.runtime.database.transaction() as session:
        session.add(dated)
        await session.flush()
        await record(session, PricesChanged(product_id))
    assert await front.settle() == 0, "nothing costs anything else yet"
    due = "SELECT execute_after FROM pgqueuer WHERE entrypoint = 'search.index_product' AND execute_after > now()"
    assert [row[0] >= begins for row in await connection.fetch(due)] == [True]

    for moment, found in ((begins, {product_id}), (begins + timedelta(days=1), set())):
        for name in ("search.jobs.utc_now", "search.sync.writing.utc_now"):
            monkeypatch.setattr(name, lambda moment=moment: moment)
        await connection.execute("UPDATE pgqueuer SET execute_after = now() WHERE execute_after > now()")
        assert await front.settle() == LANGUAGES
        assert await window.at(moment).within(PricedWithin(1, 1)) == found
        await assert_as_shown(window.at(moment))


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_random_filters_find_what_is_shown(front: Shopfront, data: st.DataObject) -> None:
    """Any window, at a time with a sale or without, any alternatives of spans."""
    windows = await front.windows()
    window = windows[data.draw(st.integers(0, len(windows) - 1))]
    shown = await window.shown(await window.everything())
    prices = sorted({price for each in shown.values() for price in each})
    end = st.one_of(st.sampled_from(prices), st.integers(0, prices[-1] + 10))
    drawn = data.draw(st.lists(st.tuples(end, end), min_size=1, max_size=3))
    spans = [PricedWithin(min(pair), max(pair)) for pair in drawn]
    expected = {
        product_id
        for product_id, each in shown.items()
        if any(span.least <= price <= span.most for price in each for span in spans)
    }
    assert await window.within(*spans) == expected


async def _a_value(front: Shopfront) -> tuple[str, str]:
    """An attribute and a value that products have, and that one variant of another product has from now on."""
    ((code, value),) = await front.ctx.db.fetch(
        """
        SELECT a.key, a.value #>> '{}' FROM product p, jsonb_each(p.attributes) a JOIN attribute ON code = a.key
        WHERE jsonb_typeof(a.value) = 'string' AND attribute.kind = 'SELECT'
        GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 LIMIT 1
        """,
        (),
    )
    async with front.runtime.database.transaction() as session:
        changed = await session.execute(
            text(
                """
                UPDATE product_variant
                SET attributes = attributes || jsonb_build_object(CAST(:code AS text), CAST(:value AS text))
                WHERE id = (
                    SELECT min(v.id::text)::uuid FROM product_variant v JOIN product p ON p.id = v.product_id
                    WHERE NOT p.attributes ? CAST(:code AS text)
                    GROUP BY v.product_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1
                )
                RETURNING product_id
                """
            ),
            {"code": code, "value": value},
        )
        await record(session, ProductsWritten(WHOLE_SHOP, product_ids=(changed.scalar_one(),)))
    return code, value


async def _kind_counts(window: Window) -> list[int]:
    client = window.ctx.part(SearchClient)
    (answer,) = await client.ask_many([window.body(facets=["kind_count"], limit=0)])
    return [int(each) for each in answer["facetDistribution"]["kind_count"]]
