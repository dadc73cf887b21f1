"""A simulation over the whole shop says what going through all variants one by one says."""

from decimal import Decimal

import pytest

from app.pricing import load_price_book
from app.pricing.models import DatedPrice, Price
from app.pricing.queries.simulation import load_cases
from app.pricing.rules.simulate import simulate, with_settings
from app.wiring import Runtime
from tests.commands.test_pricing_reads import Goods, expected_prices, goods, worlds
from tests.support.shop import Shop
from tests.support.tariffs import sale

pytestmark = pytest.mark.slow
__all__ = ["goods"]  # the fixture


@pytest.mark.parametrize("seed", range(8))
async def test_a_planned_sale_changes_the_prices_that_are_counted(
    runtime: Runtime,
    goods: Goods,
    shop: Shop,
    seed: int,
) -> None:
    world, now, drawn, _ = await worlds(runtime, goods, shop, seed)
    before = await load_price_book(runtime.database)
    planned = sale(
        "planned",
        percent=Decimal(30),
        list_ids=(goods.categories[0].id,),
        conditions=({"colour": "red"},),
        excluded_product_ids=frozenset(list(goods.products)[:2]),
    )
    lists = {world.lists[0].id: None}
    after = with_settings(before, now, lists=lists, sales={planned.id: planned})
    shoppers = [tariff.shopper for tariff in drawn]
    cases = await load_cases(runtime.database, [before, after], shoppers, now)

    for outcome in simulate(before, after, shoppers, cases, now):
        was, becomes = (
            {
                variant_id: price.displayed
                for variant_id, (_, price) in expected_prices(
                    world, goods, book.tariff(outcome.shopper, now), 1, now
                ).items()
                if variant_id in goods.current_ids
            }
            for book in (before, after)
        )
        changes = {variant_id: becomes[variant_id] - was[variant_id] for variant_id in was.keys() & becomes.keys()}
        assert outcome.cheaper == sum(change < 0 for change in changes.values())
        assert outcome.dearer == sum(change > 0 for change in changes.values())
        assert outcome.no_longer_sold == len(was.keys() - becomes.keys())
        assert outcome.newly_sold == len(becomes.keys() - was.keys())
        assert outcome.measured == sum(change != 0 and was[variant_id] > 0 for variant_id, change in changes.items())
        changed = [change for change in changes.values() if change]
        assert (outcome.lowest_change, outcome.highest_change) == (
            (min(changed), max(changed)) if changed else (None, None)
        )
        assert all(
            (example.before, example.after) == (was.get(example.variant_id), becomes.get(example.variant_id))
            for example in outcome.examples
        )
    books = (before, after)
    read = {list_id for book in books for shopper in shoppers for list_id in book.tariff(shopper, now).list_ids}
    in_force = [each for each in world.dated if each.starts_at <= now and (each.ends_at is None or now < each.ends_at)]
    written: list[Price | DatedPrice] = [*world.prices, *in_force]
    priced = {each.variant_id for each in written if each.min_quantity == 1 and each.price_list_id in read}
    assert sum(case.variants for case in cases) == len(priced & goods.current_ids)
