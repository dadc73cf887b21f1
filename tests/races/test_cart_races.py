"""One cart, many tabs: nothing that was put in is lost, and a version is used once."""

import asyncio
from typing import Any

import asyncpg
import pytest

from app.carts import commands
from app.carts.queries.shop import shop_facts_of
from app.carts.rules.contents import ShopFacts
from app.catalog import VARIANT_ID
from tests.support.carts import cart_with, change, open_cart
from tests.support.client import Client
from tests.support.shop import Shop


async def test_two_adds_at_once_keep_both(client: Client, shop: Shop) -> None:
    cart = await cart_with(client)
    variants = [VARIANT_ID.encode(each) for each in (shop.shirt_m, shop.mug_variant)]

    payloads = await asyncio.gather(
        *(
            change(client, "cartLinesAdd", token=cart["token"], lines=[{"variantId": variants[turn % 2]}])
            for turn in range(20)
        )
    )

    after = await open_cart(client, cart["token"])
    assert all(payload["userErrors"] == [] for payload in payloads)
    assert {line["variant"]["sku"]: line["quantity"] for line in after["lines"]["nodes"]} == {"SHIRT-M": 10, "MUG": 10}
    assert after["version"] == 21


async def test_a_version_is_used_once(
    client: Client, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    cart = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 1))
    line = cart["lines"]["nodes"][0]["id"]

    payloads = await asyncio.gather(
        *(
            change(
                client,
                "cartLinesUpdate",
                token=cart["token"],
                version=1,
                lines=[{"lineId": line, "quantity": quantity}],
            )
            for quantity in range(2, 10)
        )
    )

    won = [payload for payload in payloads if not payload["userErrors"]]
    lost = [payload["userErrors"][0] for payload in payloads if payload["userErrors"]]
    assert len(won) == 1
    assert {(error["code"], error["detail"]["currentVersion"]) for error in lost} == {("STALE_VERSION", 2)}
    quantity = await connection.fetchval(
        "SELECT quantity FROM cart_line JOIN cart ON cart.id = cart_id WHERE version = 2"
    )
    assert quantity == won[0]["cart"]["lines"]["nodes"][0]["quantity"]


async def test_a_line_of_a_variant_that_is_deleted_meanwhile_is_refused(
    client: Client, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the moment at which the shop is asked about it and that at which the line is written."""
    cart = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 1))

    async def ask_then_delete(*asked: Any) -> ShopFacts:
        facts = await shop_facts_of(*asked)
        await connection.execute("DELETE FROM product_variant WHERE id = $1", shop.shirt_l)
        return facts

    monkeypatch.setattr(commands, "shop_facts_of", ask_then_delete)
    payload = await change(
        client, "cartLinesAdd", token=cart["token"], lines=[{"variantId": VARIANT_ID.encode(shop.shirt_l)}]
    )

    assert [error["code"] for error in payload["userErrors"]] == ["VARIANT_NOT_FOUND"]
    after = await open_cart(client, cart["token"])
    assert [line["variant"]["sku"] for line in after["lines"]["nodes"]] == ["SHIRT-M"]
    assert after["version"] == cart["version"]
