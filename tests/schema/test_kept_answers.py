"""Answers that are kept: for whom, until when, and what clients and caches on the way are told."""

import asyncio
import hashlib
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import brotli
import httpx2
import pytest
import zstandard

from app.catalog import ProductDraft, Texts, VariantDraft, upsert_product
from app.core.clock import utc_now
from app.core.context import Viewer
from app.core.settings import Settings
from app.identity import Scope, create_staff_token
from app.inventory import available_quantities
from app.inventory.service import adjust
from app.pricing import load_price_lists, set_prices
from app.wiring import Runtime
from tests.support.client import Client, open_client
from tests.support.shop import Shop, on_sale

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop")]

LIST = """query ($first: Int! = 5, $country: CountryCode) @inContext(country: $country) {
  products(first: $first) { nodes { slug name variants(first: 2) { nodes { sku price { displayed { amount } } } } } }
}"""
STOCK = "query ($slug: String!) { product(slug: $slug) { variants(first: 9) { nodes { sku availability { code } } } } }"
GUARD = 10.0


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[Client]:
    """A process that keeps answers."""
    async with open_client(keeping(settings)) as opened:
        yield opened


@pytest.fixture(scope="module")
async def other(settings: Settings) -> AsyncIterator[Client]:
    """A second process in front of the same database."""
    async with open_client(keeping(settings)) as opened:
        yield opened


def keeping(settings: Settings) -> Settings:
    return settings.model_copy(update={"response_cache_bytes": 10_000_000})


async def ask(
    client: Client, document: str, variables: dict[str, Any] | None = None, **headers: str
) -> httpx2.Response:
    """By POST; a header's name is written with underscores."""
    return await client.http.post(
        "/graphql",
        json={"query": document, "variables": variables or {}},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


async def get(client: Client, document: str, **headers: str) -> httpx2.Response:
    return await client.http.get(
        "/graphql",
        params={"query": document},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def status(response: httpx2.Response) -> str:
    text: str = response.headers["cache-status"].removeprefix("Tradewind; ")
    return text


async def until(client: Client, document: str, variables: dict[str, Any], text: str) -> httpx2.Response:
    """Ask until the answer has the text; the guard is only against hanging."""
    return await repeat(lambda: ask(client, document, variables), text)


async def repeat(request: Callable[[], Awaitable[httpx2.Response]], text: str) -> httpx2.Response:
    async with asyncio.timeout(GUARD):
        while True:
            response = await request()
            if text in response.text:
                return response
            await asyncio.sleep(0.02)


async def until_kept(client: Client, document: str, variables: dict[str, Any] | None = None) -> None:
    """Ask until the answer is kept: what was written just before may be heard of only now."""
    async with asyncio.timeout(GUARD):
        while True:
            if status(await ask(client, document, variables)) == "hit":
                return
            await asyncio.sleep(0.02)


def draft(slug: str, name: str, **more: Any) -> ProductDraft:
    return ProductDraft(
        slug=slug,
        product_type="home",
        translations={"en": Texts(name)},
        variants=(VariantDraft(f"{slug}-1".upper()),),
        **{**on_sale(utc_now() - timedelta(days=1)), **more},
    )


async def write(runtime: Runtime, product: ProductDraft) -> UUID:
    async with runtime.database.transaction() as session:
        return (await upsert_product(session, product, utc_now())).id


async def sell_out(runtime: Runtime, variant_id: UUID) -> None:
    """Take every piece that can be sold out of its warehouse."""
    stock = (await available_quantities(runtime.database, [variant_id]))[variant_id]
    async with runtime.database.transaction() as session:
        for warehouse_id, pieces in stock.items():
            if pieces:
                await adjust(
                    session, Viewer(), variant_id=variant_id, warehouse_id=warehouse_id, delta=-pieces, reason="lost"
                )


async def test_a_list_is_kept_and_comes_back_byte_for_byte_without_sql(client: Client) -> None:
    first = await ask(client, LIST, {"first": 2})
    with client.statements() as seen:
        second = await ask(client, LIST, {"first": 2})

    assert (status(first), status(second)) == ("fwd=miss; stored", "hit")
    assert second.content == first.content
    assert len(first.json()["data"]["products"]["nodes"]) == 2
    assert seen == []


async def test_the_key_is_the_document_the_operation_the_variables_and_the_place(client: Client) -> None:
    two = "query A { context { countryCode } } query B { context { currencyCode } }"
    asked = [
        await ask(client, "{ context { countryCode } }"),
        await ask(client, "{ context { countryCode } }", tradewind_country="JP"),
        await ask(client, "{ context { countryCode } }", tradewind_country="JP", tradewind_language="en"),
        await ask(client, "query @inContext(country: US) { context { countryCode } }"),
        await client.http.post("/graphql", json={"query": two, "operationName": "A"}),
        await client.http.post("/graphql", json={"query": two, "operationName": "B"}),
    ]
    again = await ask(client, "{ context { countryCode } }", tradewind_country="JP")

    assert [status(response) for response in asked] == ["fwd=miss; stored"] * 6
    assert [list(response.json()["data"]["context"].values()) for response in asked] == [
        ["DE"], ["JP"], ["JP"], ["US"], ["DE"], ["EUR"]
    ]  # fmt: skip
    assert (status(again), again.json()["data"]) == ("hit", {"context": {"countryCode": "JP"}})


async def test_variables_that_the_operation_does_not_declare_change_nothing(client: Client) -> None:
    await ask(client, "{ context { market { code } } }")

    again = await ask(client, "{ context { market { code } } }", {"nonsense": "4711"})

    assert status(again) == "hit"


@pytest.mark.parametrize("value", [r'"\ud800"', str(2**70), r'"a\u0000"'])
async def test_variables_that_are_hard_to_write_down_have_a_key_too(client: Client, value: str) -> None:
    body = '{"query": "query ($id: ID) { product(id: $id) { name } }", "variables": {"id": ' + value + "}}"

    response = await client.http.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert response.status_code == 200
    assert "INTERNAL_ERROR" not in response.text


async def test_staff_neither_get_a_kept_answer_nor_leave_one(client: Client) -> None:
    token = await create_staff_token(await client.runtime.system_context(), name="Ada", scopes=[Scope.ORDERS_READ])
    document = "{ products(first: 4) { nodes { slug } } }"

    by_staff = await ask(client, document, authorization=f"Bearer {token}")
    by_anyone = await ask(client, document)
    by_staff_again = await ask(client, document, authorization=f"Bearer {token}")

    assert [status(each) for each in (by_staff, by_anyone, by_staff_again)] == [
        "fwd=bypass", "fwd=miss; stored", "fwd=bypass"
    ]  # fmt: skip
    assert by_anyone.json()["data"] == by_staff.json()["data"]
    assert "trace" not in by_anyone.json()["extensions"]
    trace = by_staff.json()["extensions"]["trace"]
    assert [(span["path"], span["parents"], span["statements"]) for span in trace] == [("products", 1, 1)]


async def test_a_wrong_token_is_refused_though_the_answer_is_kept(client: Client) -> None:
    await ask(client, LIST)

    response = await ask(client, LIST, authorization="Bearer nonsense")

    assert response.status_code == 401


@pytest.mark.parametrize(
    "document",
    [
        "{ cart(token: \"x\") { id } }",
        "{ context { countryCode } cart(token: \"x\") { id } }",
        "{ order(token: \"x\") { id } }",
        "{ node(id: \"x\") { id } }",
        "{ __typename }",
        "{ __schema { queryType { name } } }",
        "mutation { cartCreate(input: {}) { userErrors { message } } }",
    ],
)  # fmt: skip
async def test_what_may_be_somebodys_own_is_never_kept(client: Client, document: str) -> None:
    first, second = await ask(client, document), await ask(client, document)

    assert [status(first), status(second)] == ["fwd=bypass"] * 2
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers


async def test_an_answer_with_an_error_is_not_kept(client: Client) -> None:
    first, second = await ask(client, LIST, {"first": 1000}), await ask(client, LIST, {"first": 1000})

    assert first.json()["errors"][0]["extensions"]["code"] == "PAGE_SIZE_OUT_OF_RANGE"
    assert (status(first), status(second)) == ("fwd=miss", "fwd=miss")


async def test_many_clients_at_once_cause_one_execution(client: Client) -> None:
    document = "{ products(first: 7) { nodes { id slug name } } }"
    with client.statements() as seen:
        responses = await asyncio.gather(*(ask(client, document) for _ in range(300)))

    assert len({response.content for response in responses}) == 1
    assert len([statement for statement in seen if "product_translation" in statement]) == 1
    assert sum(status(response) == "fwd=miss; stored" for response in responses) == 1


async def test_a_change_is_seen_on_every_node(client: Client, other: Client) -> None:
    await write(client.runtime, draft("vase", "Vase"))
    variables = {"slug": "vase"}
    document = "query ($slug: String!) { product(slug: $slug) { name } }"
    for node in (client, other):
        await until(node, document, variables, '"Vase"')
        await until(node, LIST, {}, '"Vase"')
        await until_kept(node, document, variables)

    await write(client.runtime, draft("vase", "Tall vase"))

    for node in (client, other):
        await until(node, document, variables, '"Tall vase"')
        await until(node, LIST, {}, '"Tall vase"')


async def test_a_new_product_changes_the_lists_that_it_is_not_in(client: Client, other: Client) -> None:
    for node in (client, other):
        await ask(node, LIST)
        await until_kept(node, LIST)

    await write(client.runtime, draft("lamp", "Lamp"))

    for node in (client, other):
        await until(node, LIST, {}, '"Lamp"')


async def test_a_price_and_a_piece_are_seen_on_every_node(client: Client, other: Client, shop: Shop) -> None:
    lists = {each.currency_code: each.id for each in await load_price_lists(client.runtime.database)}
    price = """query ($slug: String!) {
      product(slug: $slug) { variants(first: 9) { nodes { price { displayed { amount } } } } }
    }"""
    variables = {"slug": "linen-shirt"}
    for node in (client, other):
        for document in (price, STOCK):
            await ask(node, document, variables)
            await until_kept(node, document, variables)

    async with client.runtime.database.transaction() as session:
        await set_prices(session, shop.shirt, {lists["EUR"]: {shop.shirt_m: 12345, shop.shirt_l: 12345}})
    for node in (client, other):
        await until(node, price, variables, '"123.45"')

    before = (await ask(client, STOCK, variables)).json()["data"]["product"]["variants"]["nodes"]
    assert "IN_STOCK" in {each["availability"]["code"] for each in before}
    await sell_out(client.runtime, shop.shirt_m)
    for node in (client, other):
        await until(node, STOCK, variables, "OUT_OF_STOCK")


async def test_an_answer_does_not_outlive_the_next_publication(client: Client) -> None:
    published_at = utc_now() + timedelta(seconds=4)
    await write(client.runtime, draft("clock", "Clock", **on_sale(published_at)))
    document = "{ products(first: 6) { nodes { name } } }"
    limits = []

    async def look() -> httpx2.Response:
        asked_at = utc_now()
        response = await get(client, document)
        kind, _, seconds = response.headers["cache-control"].partition("max-age=")
        if "Clock" not in response.text and seconds != "300":  # until this process has heard of the new product
            limits.append((kind, int(seconds or 0), asked_at))
        return response

    await repeat(look, "Clock")

    assert limits
    for kind, seconds, asked_at in limits:
        assert (kind, seconds) == ("no-cache", 0) or kind == "public, "
        assert asked_at + timedelta(seconds=seconds) <= published_at


async def test_by_get_clients_and_caches_are_told_how_long_and_what_to_purge(client: Client, shop: Shop) -> None:
    document = '{ product(slug: "linen-shirt") { name category { name } brand { name } } }'
    response = await get(client, document)

    kind, _, seconds = response.headers["cache-control"].partition(", max-age=")
    assert kind == "public"
    assert 0 < int(seconds) <= 300
    keys = set(response.headers["surrogate-key"].split())
    assert {"shop", shop.shirt.hex} < keys
    assert "Authorization" in response.headers["vary"]

    same = await get(client, document, if_none_match=response.headers["etag"])
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", response.headers["etag"])
    another = await get(client, document, if_none_match='"another"')
    assert (another.status_code, another.content) == (200, response.content)
    weak = await get(client, document, if_none_match=f'"another", W/{response.headers["etag"]}')
    assert weak.status_code == 304


async def test_by_post_nothing_on_the_way_may_keep_it(client: Client) -> None:
    response = await ask(client, LIST)

    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"),
    [
        ("gzip, deflate, br, zstd", "zstd", zstandard.decompress),
        ("gzip, br", "br", brotli.decompress),
        ("gzip;q=0.5", "gzip", lambda body: zlib.decompress(body, 31)),
        ("identity", None, bytes),
    ],
)
async def test_each_client_gets_its_coding_of_the_same_bytes(
    client: Client, accepted: str, coding: str | None, decode: Any
) -> None:
    fields = " ".join(
        f"price{n}: price {{ gross {{ amount formatted }} net {{ amount formatted }} }}" for n in range(9)
    )
    document = f'{{ product(slug: "linen-shirt") {{ variants(first: 9) {{ nodes {{ sku {fields} }} }} }} }}'
    plain = await client.http.get("/graphql", params={"query": document}, headers={"accept-encoding": "identity"})
    async with client.http.stream(
        "GET", "/graphql", params={"query": document}, headers={"accept-encoding": accepted}
    ) as response:
        raw = b"".join([part async for part in response.aiter_raw()])

    assert response.headers.get("content-encoding") == coding
    assert decode(raw) == plain.content
    assert (response.headers["etag"] == plain.headers["etag"]) == (coding is None)


async def test_a_document_can_be_asked_for_by_its_hash(client: Client) -> None:
    document = "query ($n: Int!) { products(first: $n) { nodes { slug } } }"
    digest = hashlib.sha256(document.encode()).hexdigest()
    by_hash = {
        "variables": '{"n": 2}',
        "extensions": json.dumps({"persistedQuery": {"version": 1, "sha256Hash": digest}}),
    }

    unknown = await client.http.get("/graphql", params=by_hash)
    told = await client.http.get("/graphql", params={"query": document, **by_hash})
    known = await client.http.get("/graphql", params=by_hash)

    assert unknown.json() == {
        "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]
    }
    assert unknown.headers["cache-control"] == "no-store"
    assert len(told.json()["data"]["products"]["nodes"]) == 2
    assert (known.content, status(known)) == (told.content, "hit")


@pytest.mark.parametrize(
    ("persisted", "code"),
    [
        ({"version": 1, "sha256Hash": "00" * 32}, "PERSISTED_QUERY_HASH_MISMATCH"),
        ({"version": 1, "sha256Hash": "00"}, "BAD_REQUEST"),
        ({"version": 2, "sha256Hash": "00" * 32}, "BAD_REQUEST"),
        ({"version": 1}, "BAD_REQUEST"),
        ("text", "BAD_REQUEST"),
    ],
)
async def test_a_hash_that_is_none_of_the_document_is_refused(client: Client, persisted: Any, code: str) -> None:
    response = await client.http.post(
        "/graphql", json={"query": "{ context { countryCode } }", "extensions": {"persistedQuery": persisted}}
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == code


async def test_zero_bytes_turn_it_off(settings: Settings) -> None:
    assert settings.response_cache_bytes == 0
    async with open_client(settings) as client:
        first, second = await ask(client, LIST), await ask(client, LIST)

    assert [status(first), status(second)] == ["fwd=bypass"] * 2
