"""A gift set of a shirt and two mugs, from the page to the parcel: pieces of its components are held, and leave."""

from typing import Any
from uuid import UUID

import pytest
from asyncpg import Connection

from app.catalog import VARIANT_ID
from app.core.money import parse_amount
from app.inventory import release, ship
from tests.support.bundles import add_bundle
from tests.support.carts import change
from tests.support.checkout import complete, ready_cart
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
async def bundle(client: Client, shop: Shop) -> UUID:
    return await add_bundle(client.runtime.database, shop)


@pytest.fixture(autouse=True)
async def shelves(connection: "Connection[Any]", shop: Shop, bundle: UUID) -> None:
    """Rotterdam alone has something: 10 shirts and 5 mugs. The set costs 99.00 EUR."""
    await connection.execute("DELETE FROM stock")
    await connection.executemany(
        "INSERT INTO stock (variant_id, warehouse_id, on_hand, reserved) VALUES ($1, $2, $3, 0)",
        [(shop.shirt_m, shop.warehouses["rotterdam"], 10), (shop.mug_variant, shop.warehouses["rotterdam"], 5)],
    )
    await connection.execute(
        "INSERT INTO price (variant_id, price_list_id, product_id, amount) SELECT v.id, l.id, v.product_id, $2"
        " FROM product_variant v, price_list l WHERE v.id = $1 ON CONFLICT DO NOTHING",
        bundle,
        parse_amount("99.00", "EUR"),
    )


async def stored(connection: "Connection[Any]", shop: Shop) -> dict[str, tuple[int, int]]:
    """On hand and reserved of shirts and mugs."""
    names = {shop.shirt_m: "shirts", shop.mug_variant: "mugs"}
    rows = await connection.fetch("SELECT variant_id, on_hand, reserved FROM stock")
    return {names[row["variant_id"]]: (row["on_hand"], row["reserved"]) for row in rows}


@pytest.mark.parametrize("end", [ship, release])
async def test_a_bundle_is_bought_and_leaves_or_stays(
    client: Client, shop: Shop, connection: "Connection[Any]", bundle: UUID, end: Any
) -> None:
    cart = await ready_cart(client, bundle, 2)
    assert [group["warehouse"]["name"] for group in cart["deliveryGroups"]] == ["Rotterdam"]

    order = (await complete(client, shop, cart))["order"]

    (line,) = order["lines"]["nodes"]
    assert (line["sku"], line["quantity"], line["cost"]["total"]["amount"]) == ("GIFT-SET", 2, "198.00")
    assert await stored(connection, shop) == {"shirts": (10, 2), "mugs": (5, 4)}

    attempt = await connection.fetchval("SELECT reference_id FROM stock_reservation WHERE status = 'HELD' LIMIT 1")
    async with client.runtime.database.transaction() as session:
        await end(session, attempt)
    left = {"shirts": (8, 0), "mugs": (1, 0)} if end is ship else {"shirts": (10, 0), "mugs": (5, 0)}
    assert await stored(connection, shop) == left


async def test_no_more_of_it_than_its_components_make_up(
    client: Client, shop: Shop, connection: "Connection[Any]", bundle: UUID
) -> None:
    before = await stored(connection, shop)
    payload = await change(client, "cartCreate", lines=[{"variantId": VARIANT_ID.encode(bundle), "quantity": 3}])

    assert [warning["code"] for warning in payload["warnings"]] == ["QUANTITY_REDUCED"]
    assert [line["quantity"] for line in payload["cart"]["lines"]["nodes"]] == [2]
    assert await stored(connection, shop) == before


@pytest.mark.parametrize(("mugs", "is_sold"), [(1, True), (2, False)])
async def test_a_piece_is_not_promised_twice(
    client: Client, shop: Shop, connection: "Connection[Any]", bundle: UUID, mugs: int, is_sold: bool
) -> None:
    """Of five mugs two sets take four: there is one left for the line of mugs."""
    cart = await ready_cart(client, bundle, 2)
    line = {"variantId": VARIANT_ID.encode(shop.mug_variant), "quantity": mugs}
    added = await change(client, "cartLinesAdd", token=cart["token"], lines=[line])
    before = await stored(connection, shop)

    payload = await complete(client, shop, added["cart"])

    if is_sold:
        assert payload["order"] is not None
        assert await stored(connection, shop) == {"shirts": (10, 2), "mugs": (5, 5)}
    else:
        (error,) = payload["userErrors"]
        assert (error["code"], error["detail"]) == ("INSUFFICIENT_STOCK", {"available": 1})
        assert await stored(connection, shop) == before


async def test_what_does_not_go_to_a_country_is_not_put_into_a_cart_there(
    client: Client, shop: Shop, connection: "Connection[Any]", bundle: UUID
) -> None:
    assert bundle
    await connection.execute(
        "INSERT INTO destination_restriction (product_id, country_code, reason) VALUES ($1, 'FR', 'PROHIBITED')",
        shop.shirt,
    )
    line = {"variantId": VARIANT_ID.encode(shop.shirt_m), "quantity": 1}

    refused = await change(client, "cartCreate", country="FR", lines=[line])
    allowed = await change(client, "cartCreate", country="BE", lines=[line])
    await connection.execute("DELETE FROM destination_restriction")

    assert [error["code"] for error in refused["userErrors"]] == ["NOT_SOLD_HERE"]
    assert allowed["userErrors"] == []
