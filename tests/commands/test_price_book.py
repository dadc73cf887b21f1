"""The price book: read as it was written, and kept for as long as it says the same."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from asyncpg import Connection

from app.core.clock import utc_now
from app.pricing import DatedListsCache, PriceBookCache, load_price_book
from app.pricing.models import DatedPrice, MarketPricing, OldRates, PriceList, RoundingRule, Sale, SaleKind
from app.pricing.rules.settings import ListFacts, MarketPricingFacts, RoundingBand, RoundingMode
from app.wiring import Runtime
from tests.support.shop import Shop, add_rows


async def test_what_is_configured_is_read_as_it_was_written_and_so_is_what_was_before(
    runtime: Runtime, shop: Shop
) -> None:
    eu = shop.markets["eu"]
    groups, local = ["resellers"], datetime(2026, 11, 27)  # noqa: DTZ001 - local time, which has no zone
    price_list = PriceList(
        code="resale",
        currency_code="EUR",
        tax_included=True,
        tax_country_code="DE",
        market_ids=[eu],
        group_codes=groups,
        ends_at=datetime.fromisoformat("2099-01-01T00:00:00+00:00"),
        priority=3,
    )
    sale = Sale(
        code="friday",
        names={"en": "Friday"},
        kind=SaleKind.PERCENT,
        percent=Decimal("12.50"),
        product_ids=[shop.mug],
        conditions=[{"colour": "red"}],
        starts_local=local,
    )
    pricing = MarketPricing(market_id=eu, base_price_list_id=price_list.id, conversion_fee=Decimal("0.01500"))
    rounding = RoundingRule(currency_code="USD", bands=[{"from": 0, "step": 100, "ending": 99, "mode": "UP"}])
    async with runtime.database.transaction() as session:
        await add_rows(session, [price_list], [sale, pricing, rounding])
    before = await load_price_book(runtime.database)
    async with runtime.database.transaction() as session:
        (await session.get_one(Sale, sale.id)).percent = Decimal(20)

    book = await load_price_book(runtime.database)
    assert [each.setting for each in book.lists if each.setting.code == "resale"] == [
        ListFacts(
            id=price_list.id,
            code="resale",
            currency_code="EUR",
            tax_included=True,
            tax_country_code="DE",
            market_ids=(eu,),
            channel_codes=(),
            country_codes=(),
            group_codes=("resellers",),
            starts_at=None,
            ends_at=price_list.ends_at,
            priority=3,
            is_active=True,
            has_dated_prices=False,
        )
    ]
    assert [each.setting for each in book.market_pricings] == [
        MarketPricingFacts(eu, price_list.id, Decimal("0.015"), 120, OldRates.KEEP, 30)
    ]
    assert [each.setting.bands for each in book.roundings] == [(RoundingBand(0, 100, 99, RoundingMode.UP),)]
    old, new = sorted(book.sales, key=lambda each: each.since)
    assert (old.setting.percent, new.setting.percent) == (Decimal("12.5"), Decimal(20))
    assert old.setting._replace(percent=new.setting.percent) == new.setting
    assert old.until == new.since
    assert new.until is None
    assert new.setting.product_ids == frozenset({shop.mug})
    assert list(new.setting.conditions) == [{"colour": "red"}]
    assert new.setting.starts_local == local
    assert [each.setting for each in before.sales] == [old.setting]


async def test_the_book_is_the_same_until_something_says_otherwise(
    runtime: Runtime, shop: Shop, connection: Connection
) -> None:
    cache = runtime.parts[PriceBookCache]
    book = await cache.get()
    for part in (cache, runtime.parts[DatedListsCache], runtime.atlas):
        part.forget()
    assert await cache.get() is book, "all was read anew, and says the same"

    list_id = await connection.fetchval("SELECT id FROM price_list WHERE currency_code = 'GBP'")
    dated = DatedPrice(
        variant_id=shop.mug_variant,
        product_id=shop.mug,
        price_list_id=list_id,
        starts_at=utc_now() + timedelta(hours=1),
        amount=400,
    )
    async with runtime.database.transaction() as session:
        session.add(dated)
    assert await cache.get() is book, "it is remembered for seconds"
    runtime.parts[DatedListsCache].forget()
    anew = await cache.get()
    assert anew is not book
    assert {each.setting.id for each in anew.lists if each.setting.has_dated_prices} == {list_id}


@pytest.mark.usefixtures("shop")
async def test_the_time_zone_of_a_market_is_the_books_too(runtime: Runtime, connection: Connection) -> None:
    cache = runtime.parts[PriceBookCache]
    await cache.get()
    await connection.execute("UPDATE market SET time_zone = 'Pacific/Auckland' WHERE code = 'jp'")
    runtime.atlas.forget()
    assert "Pacific/Auckland" in {market.time_zone for market in (await cache.get()).markets.values()}
