"""What history says of a moment is what was shown at it: after any sequence of changes, for every shopper."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple

import pytest

from app.core.clock import utc_now
from app.pricing import PricedAmount, Shopper, load_price_book, price_history, prices_at, prices_of_variants
from app.wiring import Runtime
from tests.support.price_history import Connection
from tests.support.price_walk import GROUP, Walk
from tests.support.shop import CHANNEL, Shop

pytestmark = pytest.mark.slow

SEEDS: Final = range(4)
STEPS: Final = 60


class Snapshot(NamedTuple):
    """What was shown at a moment."""

    moment: datetime
    shown: dict[Any, Any]


def shoppers(shop: Shop) -> list[Shopper]:
    europe = Shopper(shop.markets["eu"], CHANNEL, "DE", "EUR", displays_tax=True)
    return [
        europe,
        Shopper(shop.markets["eu"], CHANNEL, "FR", "EUR", displays_tax=True, group_code=GROUP),
        Shopper(shop.markets["us"], CHANNEL, "US", "USD", displays_tax=False),
        Shopper(shop.markets["jp"], CHANNEL, "JP", "JPY", displays_tax=True),
    ]


def figures(price: PricedAmount | None) -> Any:
    """All of a price but what is only said of the rate's future."""
    if price is None:
        return None
    rate = price.effective_rate.id if price.effective_rate else None
    return price._replace(effective_rate=None, is_stale=False), rate


@pytest.mark.parametrize("seed", SEEDS)
async def test_history_is_what_was_shown(runtime: Runtime, shop: Shop, connection: Connection, seed: int) -> None:
    database = runtime.database
    walk = Walk(connection, shop, Random(seed))
    await walk.begin()
    asking = shoppers(shop)
    variants = list(walk.variants)
    snapshots: list[dict[int, Snapshot]] = []
    for _ in range(STEPS):
        await walk.step()
        book = await load_price_book(database)
        moment = utc_now()
        taken = {}
        for number, shopper in enumerate(asking):
            priced = await prices_of_variants(database, book.tariff(shopper, moment), variants, moment=moment)
            shown = {variant_id: (each.row[2:6], figures(each.price)) for variant_id, each in priced.items()}
            taken[number] = Snapshot(moment, shown)
        snapshots.append(taken)
    book = await load_price_book(database)
    for taken in snapshots:
        for number, shopper in enumerate(asking):
            moment, shown = taken[number]
            priced = await prices_at(database, book, shopper, moment, variants)
            said = {variant_id: (each.row[2:6], figures(each.price)) for variant_id, each in priced.items()}
            assert said == shown, f"shopper {number} at {moment}"
    start, end = snapshots[0][0].moment - timedelta(seconds=1), utc_now()
    for number, shopper in enumerate(asking):
        history = await price_history(database, book, shopper, variants, start, end)
        for taken in snapshots:
            moment, shown = taken[number]
            for variant_id, points in history.items():
                price = [point.price for point in points if point.moment <= moment][-1]
                assert figures(price) == shown.get(variant_id, (None, None))[1]
        assert any(len(points) > 1 for points in history.values()), "the walk changes prices"
    shown_reduced = [each for taken in snapshots for each in taken[0].shown.values() if each[1][0].sale_id]
    changes = await connection.fetchval("SELECT count(*) FROM sale_target_change")
    assert shown_reduced
    assert changes > STEPS / 4, "products join and leave what sales name"
