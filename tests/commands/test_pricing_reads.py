"""What is read of prices: the row that applies, tiers, ranges, and lists that filter and sort by what they show.

The worlds are drawn at random, by seed; what is expected is found by going through all rows one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.catalog import STANDARD_TAX_CLASS, Audience, ProductFilters, ProductList, ProductOrder, list_products
from app.catalog.models import Category, Product, ProductVariant
from app.core.clock import utc_now
from app.core.reads import table_of
from app.currencies import RateSource
from app.currencies.models import EffectiveRateRow
from app.customers.models import CustomerGroup
from app.markets import load_atlas, resolve_place
from app.pricing import (
    PricedAmount,
    PricedWithin,
    PriceRow,
    Shopper,
    Tariff,
    load_price_book,
    price_order,
    price_ranges_of_products,
    priced_within,
    prices_of_variants,
    tiers_of_variants,
)
from app.pricing.models import DatedPrice, MarketPricing, Price, PriceList, RoundingRule, Sale, SaleKind
from app.wiring import Runtime
from tests.support.shop import CHANNEL, PUBLISHED_AT, Shop, add_rows, published

pytestmark = pytest.mark.slow

HOUR: Final = timedelta(hours=1)
COLOURS: Final = ("red", "blue", "green")
CLASSES: Final = (STANDARD_TAX_CLASS, "books", "exempt")
GROUP: Final = "resellers"
SHOPPERS: Final = (
    ("DE", "EUR", None),
    ("DE", "EUR", GROUP),
    ("FR", "EUR", None),
    ("US", "USD", None),
    ("JP", "JPY", None),
)
SEEDS: Final = range(12)


@dataclass(frozen=True)
class Goods:
    """What is sold."""

    products: Mapping[UUID, Product]
    variants: Sequence[ProductVariant]
    categories: Sequence[Category]

    @property
    def current_ids(self) -> set[UUID]:
        """The variants that are not discontinued."""
        return {each.id for each in self.variants if not each.is_discontinued}


@dataclass
class World:
    """For how much, and by which settings."""

    lists: list[PriceList] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    dated: list[DatedPrice] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    settings: list[RoundingRule | MarketPricing] = field(default_factory=list)


@pytest.fixture(scope="module")
async def goods(runtime: Runtime, shop: Shop) -> Goods:  # noqa: ARG001 - its types and channel are referred to
    """Twelve products of up to three variants, in two categories or none, of each tax class and colour; and rates.
    Some variants are discontinued, of one product all."""
    random = Random(1)
    categories = [Category(slug=f"on-sale-{number}") for number in range(2)]
    places = [None, *(each.id for each in categories)]
    products = [
        Product(
            slug=f"priced-{number}",
            product_type="home",
            category_id=random.choice(places),
            tax_class_code=random.choice(CLASSES),
            attributes=_colour(random),
            has_safety_data=True,
        )
        for number in range(12)
    ]
    variants = [
        ProductVariant(
            product_id=product.id,
            sku=f"{product.slug}-{position}".upper(),
            position=position,
            names={"en": ""},
            attributes=_colour(random),
            is_discontinued=product is products[0] or (number + position) % 4 == 2,
        )
        for number, product in enumerate(products)
        for position in range(random.randint(1, 3))
    ]
    publications = [published(each, PUBLISHED_AT - timedelta(days=day)) for day, each in enumerate(products)]
    since = utc_now() - 2 * HOUR
    rates = [
        EffectiveRateRow(
            base_code="EUR", quote_code=code, rate=Decimal(rate), source=RateSource.ECB_TABLE, as_of=since, since=since
        )
        for code, rate in (("USD", "1.0837"), ("JPY", "163.45"))
    ]
    group = CustomerGroup(code=GROUP, names={"en": "Resellers"})
    async with runtime.database.transaction() as session:
        await add_rows(session, categories, products, variants, publications, rates, [group])
    return Goods({each.id: each for each in products}, variants, categories)


def _colour(random: Random) -> dict[str, Any]:
    return {"colour": random.choice(COLOURS)} if random.random() < 0.6 else {}


def drawn_world(random: Random, goods: Goods, shop: Shop) -> World:
    """Lists, prices, dated prices, sales and conversions of one seed."""
    world = World()
    markets = [shop.markets["eu"], shop.markets["us"], shop.markets["jp"]]
    for number in range(random.randint(1, 4)):
        tax_included = random.random() < 0.6
        world.lists.append(
            PriceList(
                code=f"list-{number}",
                currency_code=random.choice(("EUR", "EUR", "EUR", "USD")),
                tax_included=tax_included,
                tax_country_code="DE" if tax_included and random.random() < 0.4 else None,
                market_ids=random.choice(([], [], [random.choice(markets)])),
                group_codes=random.choice(([], [], [GROUP])),
                priority=random.randint(0, 1),
                is_active=random.random() < 0.9,
            )
        )
    euros = [each for each in world.lists if each.currency_code == "EUR"]
    for market_id in markets[1:]:
        if euros and random.random() < 0.8:
            fee = Decimal(random.choice(("0", "0.02")))
            base = random.choice(euros)
            world.settings.append(MarketPricing(market_id=market_id, base_price_list_id=base.id, conversion_fee=fee))
    if random.random() < 0.7:
        bands = [{"from": 0, "step": 100, "ending": 99, "mode": "NEAREST"}]
        world.settings.append(RoundingRule(currency_code="USD", bands=bands))
    for number, price_list in enumerate(world.lists):
        for variant in goods.variants:
            _draw_prices(random, world, price_list, variant, with_dates=number % 2 == 1)
    world.sales = [_drawn_sale(random, goods, number) for number in range(random.randint(0, 3))]
    return world


def plain_world(random: Random, goods: Goods) -> World:
    """One list with tax, and a sale of everything: the prices stand in the order of the amounts."""
    world = World(lists=[PriceList(code="only", currency_code="EUR", tax_included=True)])
    for variant in goods.variants:
        _draw_prices(random, world, world.lists[0], variant, with_dates=False)
    kind = SaleKind.PERCENT
    world.sales = [Sale(code="all", names={"en": "Sale"}, kind=kind, percent=Decimal("12.5"))]
    return world


def _draw_prices(
    random: Random, world: World, price_list: PriceList, variant: ProductVariant, *, with_dates: bool
) -> None:
    now = utc_now()
    is_dated = with_dates and random.random() < 0.3
    for quantity in (1, 5, 10):
        amount = random.randint(0, 40) * random.choice((1, 100, 95))
        compare_at = amount + random.randint(1, 900) if random.random() < 0.2 else None
        row: dict[str, Any] = {
            "variant_id": variant.id,
            "product_id": variant.product_id,
            "price_list_id": price_list.id,
            "min_quantity": quantity,
            "amount": amount,
            "compare_at_amount": compare_at,
        }
        if random.random() < (0.7 if quantity == 1 else 0.25):
            world.prices.append(Price(**row))
        if is_dated and random.random() < 0.6:
            starts_at = now + random.choice((-HOUR, -HOUR, HOUR, -3 * HOUR))
            ends_at = random.choice((None, starts_at + 2 * HOUR))
            world.dated.append(DatedPrice(**row | {"amount": amount // 2}, starts_at=starts_at, ends_at=ends_at))


def _drawn_sale(random: Random, goods: Goods, number: int) -> Sale:
    def some(things: Sequence[Any], chance: float) -> list[Any]:
        return [each for each in things if random.random() < chance] if random.random() < 0.5 else []

    kind = random.choice(list(SaleKind))
    amounts = {code: random.randint(1, 2_000) for code in ("EUR", "USD", "JPY") if random.random() < 0.8}
    categories, products = [each.id for each in goods.categories], list(goods.products)
    return Sale(
        code=f"sale-{number}",
        names={"en": "Sale"},
        kind=kind,
        percent=Decimal(random.choice(("5", "12.5", "33.33", "70"))) if kind is SaleKind.PERCENT else None,
        amounts={} if kind is SaleKind.PERCENT else amounts,
        list_ids=some(categories, 0.5),
        product_ids=some(products, 0.2),
        conditions=[{"colour": colour} for colour in some(COLOURS, 0.4)],
        excluded_list_ids=some(categories, 0.3),
        excluded_product_ids=some(products, 0.1),
        group_codes=[GROUP] if random.random() < 0.2 else [],
    )


async def settle(runtime: Runtime, world: World) -> None:
    """Let the database have this world and no other."""
    groups: Sequence[Sequence[Any]] = (world.lists, world.sales, world.settings, world.prices, world.dated)
    async with runtime.database.transaction() as session:
        for model in (DatedPrice, Price, MarketPricing, RoundingRule, Sale, PriceList):
            await session.execute(delete(table_of(model)))
        await add_rows(session, *groups)


async def tariffs(runtime: Runtime, moment: datetime) -> list[Tariff]:
    """Of some shoppers."""
    atlas, book = await load_atlas(runtime.database), await load_price_book(runtime.database)
    places = [resolve_place(atlas, country, None, currency, CHANNEL, group) for country, currency, group in SHOPPERS]
    assert [place.currency_code for place in places] == [currency for _, currency, _ in SHOPPERS]
    return [book.tariff(Shopper.of(place), moment) for place in places]


def row_of(world: World, goods: Goods, tariff: Tariff, variant: ProductVariant, quantity: int, now: datetime) -> Any:
    """The row that applies, by going through all."""
    product = goods.products[variant.product_id]
    in_force = [each for each in world.dated if each.starts_at <= now and (each.ends_at is None or now < each.ends_at)]
    priced: list[Price | DatedPrice] = [*world.prices, *in_force]
    found: list[tuple[tuple[int, int, bool], Price | DatedPrice]] = [
        ((tariff.list_ids.index(each.price_list_id), -each.min_quantity, isinstance(each, Price)), each)
        for each in priced
        if each.variant_id == variant.id and each.price_list_id in tariff.list_ids and each.min_quantity <= quantity
    ]
    if not found:
        return None
    row = min(found, key=lambda each: each[0])[1]
    met = [
        place
        for place, condition in enumerate(tariff.conditions)
        if any(condition.items() <= attributes.items() for attributes in (product.attributes, variant.attributes))
    ]
    return PriceRow(
        variant_id=variant.id,
        product_id=product.id,
        price_list_id=row.price_list_id,
        min_quantity=row.min_quantity,
        amount=row.amount,
        compare_at_amount=row.compare_at_amount,
        ends_at=None if isinstance(row, Price) else row.ends_at,
        tax_class_code=product.tax_class_code,
        target_ids=tuple(each for each in tariff.target_list_ids if each == product.category_id),
        met_conditions=tuple(met),
    )


def expected_prices(
    world: World, goods: Goods, tariff: Tariff, quantity: int, now: datetime
) -> dict[UUID, tuple[PriceRow, PricedAmount]]:
    rows = (row_of(world, goods, tariff, variant, quantity, now) for variant in goods.variants)
    priced = {row.variant_id: (row, tariff.price(row)) for row in rows if row is not None}
    return {variant_id: (row, price) for variant_id, (row, price) in priced.items() if price is not None}


def displayed_of(goods: Goods, expected: Mapping[UUID, tuple[PriceRow, PricedAmount]]) -> dict[UUID, list[int]]:
    """By product, the least first; of variants that are not discontinued."""
    found: dict[UUID, list[int]] = {}
    for row, price in expected.values():
        if row.variant_id in goods.current_ids:
            found.setdefault(row.product_id, []).append(price.displayed)
    return {product_id: sorted(amounts) for product_id, amounts in found.items()}


async def worlds(runtime: Runtime, goods: Goods, shop: Shop, seed: int) -> tuple[World, datetime, list[Tariff], Random]:
    random = Random(seed)
    world = plain_world(random, goods) if seed % 4 == 0 else drawn_world(random, goods, shop)
    await settle(runtime, world)
    now = utc_now()
    return world, now, await tariffs(runtime, now), random


@pytest.mark.parametrize("seed", SEEDS)
async def test_prices_are_those_of_the_row_that_applies(runtime: Runtime, goods: Goods, shop: Shop, seed: int) -> None:
    world, now, drawn, random = await worlds(runtime, goods, shop, seed)
    ids = [variant.id for variant in goods.variants]
    for tariff in drawn:
        found = await prices_of_variants(runtime.database, tariff, ids, moment=now)
        one = expected_prices(world, goods, tariff, 1, now)
        assert {key: (each.row, each.price) for key, each in found.items()} == one
        for key, each in found.items():
            own = [row for row in world.dated if row.variant_id == key and row.price_list_id in tariff.list_ids]
            edges = [tariff.valid_until, each.row.ends_at, *(row.starts_at for row in own if row.starts_at > now)]
            assert each.valid_until == min((edge for edge in edges if edge is not None), default=None)

        quantities = {variant_id: random.choice((1, 4, 5, 9, 10, 100)) for variant_id in ids}
        found = await prices_of_variants(runtime.database, tariff, ids, quantities, now)
        expected = {
            quantity: expected_prices(world, goods, tariff, quantity, now) for quantity in set(quantities.values())
        }
        assert {key: (each.row, each.price) for key, each in found.items()} == {
            key: expected[quantity][key] for key, quantity in quantities.items() if key in expected[quantity]
        }


@pytest.mark.parametrize("seed", SEEDS)
async def test_tiers_are_the_prices_at_each_quantity_that_is_cheaper(
    runtime: Runtime, goods: Goods, shop: Shop, seed: int
) -> None:
    world, now, drawn, _ = await worlds(runtime, goods, shop, seed)
    for tariff in drawn:
        at = {quantity: expected_prices(world, goods, tariff, quantity, now) for quantity in (1, 5, 10)}
        found = await tiers_of_variants(runtime.database, tariff, [each.id for each in goods.variants], now)
        for variant in goods.variants:
            expected: list[tuple[int, int]] = []
            for quantity, prices in at.items():
                price = prices[variant.id][1].displayed if variant.id in prices else None
                if price is not None and (not expected or price < expected[-1][1]):
                    expected.append((quantity, price))
            shown = [(tier.min_quantity, tier.price.displayed) for tier in found.get(variant.id, ())]
            assert shown == (expected if len(expected) > 1 else [])


@pytest.mark.parametrize("seed", SEEDS)
async def test_ranges_and_lists_go_by_the_prices_that_are_shown(
    runtime: Runtime, goods: Goods, shop: Shop, seed: int
) -> None:
    world, now, drawn, random = await worlds(runtime, goods, shop, seed)
    for tariff in drawn:
        shown = displayed_of(goods, expected_prices(world, goods, tariff, 1, now))
        spans = await price_ranges_of_products(runtime.database, tariff, list(goods.products), now)
        assert {key: (each.lowest.displayed, each.highest.displayed) for key, each in spans.items()} == {
            key: (amounts[0], amounts[-1]) for key, amounts in shown.items()
        }
        await _assert_filters(runtime, tariff, shown, random, now)
        await _assert_order(runtime, goods, tariff, shown, now)


async def _assert_filters(
    runtime: Runtime, tariff: Tariff, shown: Mapping[UUID, list[int]], random: Random, now: datetime
) -> None:
    edges = sorted({amount for amounts in shown.values() for amount in amounts})
    for _ in range(4):
        least, most = sorted(random.choice([0, 1, 500, *edges]) + random.choice((-1, 0, 1)) for _ in range(2))
        within = PricedWithin(max(least, 0), max(most, 0))
        listed = await _listed(runtime, now, filters=ProductFilters(products=(priced_within(tariff, within, now),)))
        assert set(listed) == {
            key for key, amounts in shown.items() if any(within.least <= amount <= within.most for amount in amounts)
        }


async def _assert_order(
    runtime: Runtime, goods: Goods, tariff: Tariff, shown: Mapping[UUID, list[int]], now: datetime
) -> None:
    for order in (ProductOrder.PRICE_LOW_TO_HIGH, ProductOrder.PRICE_HIGH_TO_LOW):
        price = await price_order(runtime.database, tariff, _asked(now, order=order), None, now)
        listed = [key for key in await _listed(runtime, now, order=order, price=price) if key in goods.products]
        assert set(listed) == set(goods.products)
        keys = [shown[key][0] for key in listed if key in shown]
        assert keys == sorted(keys, reverse=order.is_descending)
        assert all(key in shown for key in listed[: len(keys)])  # what is not sold comes last


async def _listed(runtime: Runtime, now: datetime, **asked: Any) -> list[UUID]:
    page = await list_products(runtime.database, _asked(now, **asked))
    return [row.id for row in page.items]


def _asked(now: datetime, **asked: Any) -> ProductList:
    audience = Audience(CHANNEL, "eu", needs_safety_data=False, now=now)
    return ProductList(chain=("en",) * 4, audience=audience, size=100, **asked)
