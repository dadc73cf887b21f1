"""The catalog for partners: what shoppers of a market see, nothing private, and only what changed where it is asked."""

import json
from datetime import datetime
from io import BytesIO
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.events import WHOLE_SHOP, record
from app.exchange import ExportFormat, ExportOptions, ExportWatch, run_export
from app.pricing import DatedListsCache, PricesChanged, PricesWritten, TariffChanged
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def exported(ctx: RequestContext, since: datetime | None = None, **options: Any) -> dict[str, dict[str, Any]]:
    """The lines, by the id that each is of."""
    target = BytesIO()
    ctx.now = utc_now()
    chosen = ExportOptions(changed_since=since, **options)
    report = await run_export(ctx, target, ExportFormat.PARTNERS, chosen, ExportWatch())
    lines = [json.loads(line) for line in target.getvalue().splitlines()]
    assert report.rows == len(lines)
    return {line["id"]: line for line in lines}


@pytest.fixture
async def since(shop: Shop, connection: Connection) -> datetime:
    """A moment after everything that was written so far."""
    assert shop.markets
    await connection.execute(
        "UPDATE product SET updated_at = now() - interval '1 day', private_metadata = jsonb_build_object('a', 'hidden')"
    )
    await connection.execute("DELETE FROM outbox_event")
    await connection.execute("UPDATE product_publication SET starts_at = now() - interval '2 days'")
    return utc_now()


async def test_partners_get_what_shoppers_see(shop: Shop, ctx: RequestContext, since: datetime) -> None:
    del since
    lines = await exported(ctx, market_code="eu")

    assert {PRODUCT_ID.encode(shop.shirt), PRODUCT_ID.encode(shop.mug)} == set(lines)
    shirt = lines[PRODUCT_ID.encode(shop.shirt)]
    assert {variant["price"]["currencyCode"] for variant in shirt["variants"]} == {"EUR"}
    assert len(shirt["variants"]) == 2
    assert {"en", "de"} <= set(shirt["translations"])
    assert "hidden" not in json.dumps(lines)


async def test_prices_are_those_of_the_market(shop: Shop, ctx: RequestContext, since: datetime) -> None:
    del since
    line = (await exported(ctx, market_code="jp"))[PRODUCT_ID.encode(shop.mug)]

    assert [variant["price"]["currencyCode"] for variant in line["variants"]] == ["JPY"]
    assert "." not in line["variants"][0]["price"]["amount"]


async def test_only_what_changed_goes_out(
    shop: Shop, ctx: RequestContext, connection: Connection, since: datetime
) -> None:
    assert await exported(ctx, since) == {}
    await connection.execute("UPDATE product SET updated_at = now() WHERE id = $1", shop.mug)
    assert set(await exported(ctx, since)) == {PRODUCT_ID.encode(shop.mug)}
    async with ctx.transaction() as session:
        await record(session, PricesChanged(shop.shirt))
    assert set(await exported(ctx, since)) == {PRODUCT_ID.encode(shop.mug), PRODUCT_ID.encode(shop.shirt)}


async def test_prices_of_many_are_heard_of(shop: Shop, ctx: RequestContext, since: datetime) -> None:
    """Those of a product that shoppers do not see say that it is gone, as every change of it does."""
    async with ctx.transaction() as session:
        await record(session, PricesWritten(WHOLE_SHOP, (shop.shirt, shop.draft)))

    lines = await exported(ctx, since)

    assert set(lines) == {PRODUCT_ID.encode(shop.shirt), PRODUCT_ID.encode(shop.draft)}
    assert lines[PRODUCT_ID.encode(shop.draft)] == {"id": PRODUCT_ID.encode(shop.draft), "gone": True}


async def test_what_shoppers_no_longer_see_is_gone(
    shop: Shop, ctx: RequestContext, connection: Connection, since: datetime
) -> None:
    await connection.execute("UPDATE product_publication SET ends_at = now() WHERE product_id = $1", shop.mug)
    gone = {PRODUCT_ID.encode(shop.mug): {"id": PRODUCT_ID.encode(shop.mug), "gone": True}}

    assert await exported(ctx, since) == gone
    assert set(await exported(ctx)) == {PRODUCT_ID.encode(shop.shirt)}
    await connection.execute("UPDATE product_publication SET ends_at = NULL")


async def test_a_market_that_is_not_there_is_refused(ctx: RequestContext, since: datetime) -> None:
    del since
    with pytest.raises(Refusal) as caught:
        await exported(ctx, market_code="atlantis")

    assert [problem.code for problem in caught.value.problems] == ["UNKNOWN_MARKET"]


async def test_what_changes_all_prices_gives_everything(shop: Shop, ctx: RequestContext, since: datetime) -> None:
    assert await exported(ctx, since) == {}
    async with ctx.transaction() as session:
        await record(session, TariffChanged(WHOLE_SHOP))
    assert set(await exported(ctx, since)) >= {PRODUCT_ID.encode(shop.mug), PRODUCT_ID.encode(shop.shirt)}


async def test_a_price_whose_time_has_come_is_a_change(
    shop: Shop, ctx: RequestContext, connection: Connection, since: datetime
) -> None:
    await connection.execute(
        "INSERT INTO dated_price (id, variant_id, price_list_id, min_quantity, product_id, amount, starts_at) "
        "SELECT gen_random_uuid(), variant_id, price_list_id, 1, product_id, 100, now() FROM price "
        "WHERE variant_id = $1 AND price_list_id = (SELECT id FROM price_list WHERE code = 'eu')",
        shop.mug_variant,
    )
    ctx.part(DatedListsCache).forget()
    lines = await exported(ctx, since, market_code="eu")
    assert set(lines) == {PRODUCT_ID.encode(shop.mug)}
    (variant,) = lines[PRODUCT_ID.encode(shop.mug)]["variants"]
    assert variant["price"] == {"amount": "1.00", "currencyCode": "EUR"}
    await connection.execute("DELETE FROM dated_price")
    ctx.part(DatedListsCache).forget()
