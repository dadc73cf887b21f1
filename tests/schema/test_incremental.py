"""Answers in parts: who gets them, every part of them, and that nothing is left when a client goes."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from app import catalog, inventory, pricing
from app.core.settings import Settings
from app.http.graphql import GraphQLEndpoint
from app.http.graphql.spending import Spending
from app.telemetry.metrics import REGISTRY
from tests.schema.test_streams import asked as asked_of_server
from tests.support.background import eventually
from tests.support.client import Client, open_client
from tests.support.sockets import serving

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop")]

VERSION_2, AUGUST_2022 = "incrementalSpec=v0.2", "deferSpec=20220824"
FORMS = pytest.mark.parametrize("form", [VERSION_2, AUGUST_2022])
STOCK = """{
  product(slug: "linen-shirt") {
    name
    ... @defer(label: "stock") { variants(first: 2) { nodes { sku availability { code } } } }
  }
}"""
WAY = '{ product(slug: "linen-shirt") { breadcrumbs @stream(initialCount: 1) { slug } } }'
HEAD = b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
VARIANTS = {
    "variants": {
        "nodes": [
            {"sku": "SHIRT-M", "availability": {"code": "IN_STOCK"}},
            {"sku": "SHIRT-L", "availability": {"code": "IN_STOCK"}},
        ]
    }
}


@pytest.fixture(scope="module")
async def keeping(settings: Settings) -> AsyncIterator[Client]:
    """A process that keeps answers, and gives a request a second."""
    limits = {"response_cache_bytes": 1_000_000, "request_seconds": 1.0}
    async with open_client(settings.model_copy(update=limits)) as client:
        yield client


async def asked(
    client: Client, document: str, form: str | None, variables: dict[str, Any] | None = None, coding: str = "identity"
) -> httpx2.Response:
    """As Apollo Client asks."""
    accept = "application/graphql-response+json,application/json;q=0.9"
    accept = f"multipart/mixed;{form},{accept}" if form else accept
    body = {"query": document, "variables": variables or {}}
    return await client.http.post("/graphql", json=body, headers={"accept": accept, "accept-encoding": coding})


def parts_in(response: httpx2.Response) -> list[dict[str, Any]]:
    """All of them, without what every first part says of the request."""
    assert response.status_code == 200
    before, *parts, after = response.content.split(b"\r\n---")
    assert (before, after) == (b"", b"--\r\n")
    assert all(part.startswith(HEAD) for part in parts)
    found: list[dict[str, Any]] = [json.loads(part.removeprefix(HEAD)) for part in parts]
    extensions = found[0].pop("extensions")
    assert extensions["context"]["countryCode"] == "DE"
    assert extensions["cost"]["maximum"] == 10_000
    return found


async def fail(*_: object) -> Any:
    raise RuntimeError("the secret of the database")


def masked(response: httpx2.Response, *path: str | int) -> dict[str, Any]:
    return {
        "message": "Something went wrong on our side. Try again, and tell us the request id if it stays.",
        "path": list(path),
        "extensions": {"code": "INTERNAL_ERROR", "requestId": response.headers["x-request-id"]},
    }


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            VERSION_2,
            [
                {
                    "data": {"product": {"name": "Linen shirt"}},
                    "pending": [{"id": "0", "path": ["product"], "label": "stock"}],
                    "hasNext": True,
                },
                {"hasNext": False, "incremental": [{"data": VARIANTS, "id": "0"}], "completed": [{"id": "0"}]},
            ],
        ),
        (
            AUGUST_2022,
            [
                {"data": {"product": {"name": "Linen shirt"}}, "hasNext": True},
                {"incremental": [{"data": VARIANTS, "path": ["product"], "label": "stock"}], "hasNext": False},
            ],
        ),
    ],
)
async def test_a_product_page_whose_stock_comes_later(
    client: Client, form: str, expected: list[dict[str, Any]]
) -> None:
    response = await asked(client, STOCK, form, coding="gzip")
    assert parts_in(response) == expected
    assert response.headers["content-type"] == f'multipart/mixed; boundary="-"; {form}'
    assert response.headers["cache-control"] == "no-store"
    assert "content-encoding" not in response.headers
    assert "ratelimit" in response.headers


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (
            VERSION_2,
            [
                {
                    "data": {"product": {"breadcrumbs": [{"slug": "clothing"}]}},
                    "pending": [{"id": "0", "path": ["product", "breadcrumbs"]}],
                    "hasNext": True,
                },
                {
                    "hasNext": False,
                    "incremental": [{"items": [{"slug": "shirts"}], "id": "0"}],
                    "completed": [{"id": "0"}],
                },
            ],
        ),
        (
            AUGUST_2022,
            [
                {"data": {"product": {"breadcrumbs": [{"slug": "clothing"}]}}, "hasNext": True},
                {
                    "incremental": [{"items": [{"slug": "shirts"}], "path": ["product", "breadcrumbs", 1]}],
                    "hasNext": False,
                },
            ],
        ),
    ],
)
async def test_a_list_whose_items_come_later(client: Client, form: str, expected: list[dict[str, Any]]) -> None:
    assert parts_in(await asked(client, WAY, form)) == expected


async def test_a_part_that_is_null_as_a_whole(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "sellable_pieces", fail)
    response = await asked(client, STOCK, VERSION_2)
    first, second = parts_in(response)
    assert first["data"] == {"product": {"name": "Linen shirt"}}
    error = masked(response, "product", "variants", "nodes", 0, "availability")
    (completed,) = second["completed"]
    assert (completed["id"], second["hasNext"], "incremental" in second) == ("0", False, False)
    assert [_without_locations(each) for each in completed["errors"]] == [error]

    response = await asked(client, STOCK, AUGUST_2022)
    _, second = parts_in(response)
    (nothing,) = second["incremental"]
    error = masked(response, "product", "variants", "nodes", 0, "availability")
    assert [_without_locations(each) for each in nothing.pop("errors")] == [error]
    assert nothing == {"data": None, "path": ["product"], "label": "stock"}
    assert "secret" not in response.text


@FORMS
async def test_an_error_in_a_part_is_masked(client: Client, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(pricing, "prices_of_variants", fail)
    later = "... @defer { variants(first: 1) { nodes { sku price { taxRate } } } }"
    document = '{ product(slug: "linen-shirt") { name ' + later + " } }"
    response = await asked(client, document, form)
    (part,) = parts_in(response)[1]["incremental"]
    assert part["data"] == {"variants": {"nodes": [{"sku": "SHIRT-M", "price": None}]}}
    error = masked(response, "product", "variants", "nodes", 0, "price")
    assert [_without_locations(each) for each in part["errors"]] == [error]
    assert "secret" not in response.text


def _without_locations(error: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in error.items() if key != "locations"}


@pytest.mark.parametrize("form", [None, "", "incrementalSpec=v0.1", "q=0"])
async def test_who_names_no_format_gets_the_answer_whole(client: Client, form: str | None) -> None:
    whole = await client.data(STOCK.replace('@defer(label: "stock")', ""))
    response = await asked(client, STOCK, form)
    assert response.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert response.json()["data"] == whole == {"product": {"name": "Linen shirt"} | VARIANTS}


@pytest.mark.parametrize(
    ("variables", "later", "cache"),
    [
        ("($later: Boolean! = false)", "... @defer(if: $later) { slug }", "fwd=miss; stored"),
        ("($later: Boolean! = false)", "slug tags @stream(if: $later)", "fwd=miss; stored"),
        ("", "... @defer(if: false) { slug }", "fwd=miss; stored"),
        ("", "slug ... @skip(if: true) { ... @defer { tags } }", "fwd=bypass"),  # which is not known before
    ],
)
async def test_what_is_not_put_off_comes_whole(keeping: Client, variables: str, later: str, cache: str) -> None:
    document = "query " + variables + '{ product(slug: "linen-shirt") { name ' + later + " } }"
    response = await asked(keeping, document, VERSION_2)
    assert response.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert response.headers["cache-status"] == f"Tradewind; {cache}"
    found = response.json()["data"]["product"]
    assert (found["name"], found["slug"]) == ("Linen shirt", "linen-shirt")


async def test_what_is_both_put_off_and_not_is_shown_at_once(client: Client) -> None:
    document = '{ product(slug: "linen-shirt") { ... @defer { category { slug name } } category { slug } } }'
    assert await client.data(document) == {"product": {"category": {"slug": "shirts", "name": "Shirts"}}}
    first, second = parts_in(await asked(client, document, VERSION_2))
    assert first["data"] == {"product": {"category": {"slug": "shirts"}}}
    assert second["incremental"] == [{"data": {"name": "Shirts"}, "id": "0", "subPath": ["category"]}]
    _, second = parts_in(await asked(client, document, AUGUST_2022))
    assert second["incremental"] == [{"data": {"name": "Shirts"}, "path": ["product", "category"]}]


async def test_many_thousand_parts_come_whole(client: Client) -> None:
    later = "... @defer { slug } " * 60
    document = "{ products(first: 100) { nodes {" + later + "} } }"
    response = await asked(client, document, VERSION_2)
    assert {each["slug"] for each in response.json()["data"]["products"]["nodes"]} == {"linen-shirt", "stoneware-mug"}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            'subscription { orderUpdated(token: "x") { ... @defer { version } } }',
            (
                "Defer directive not supported on subscription operations. Disable `@defer` by setting the `if` "
                "argument to `false`."
            ),
        ),
        (
            "mutation { ... @defer { cartCreate(input: {}) { __typename } } }",
            "Defer directive cannot be used on root mutation type 'Mutation'.",
        ),
        (
            '{ product(slug: "linen-shirt") { name @stream } }',
            "Stream directive cannot be used on non-list field 'name' on type 'Product'.",
        ),
        (
            '{ product(slug: "linen-shirt") { tags @stream(initialCount: -1) } }',
            "`initialCount` of `@stream` is 0 or more.",
        ),
        (
            'query ($later: Boolean) { product(slug: "x") { ... @defer(if: $later) { name } } }',
            (
                "Argument 'if' has invalid value: Expected variable '$later' provided to non-null type 'Boolean!' not "
                "to be None."
            ),
        ),
    ],
)
async def test_what_cannot_be_put_off(client: Client, document: str, message: str) -> None:
    response = await asked(client, document, VERSION_2, {"later": None})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["message"]) == (400, message)
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_the_parts_of_many_objects_are_read_together(client: Client) -> None:
    parts_of_each = "description ... @defer { variants { nodes { sku } } }"
    document = "query ($first: Int!) { products(first: $first) { nodes @stream { slug " + parts_of_each + " } } }"
    with client.statements() as whole:
        await client.data(document, {"first": 10})
    with client.statements() as in_parts:
        parts = parts_in(await asked(client, document, VERSION_2, {"first": 11}))
    assert len(parts) > 1
    assert len(whole) == 3  # the page, the descriptions, the variants
    assert sorted(in_parts) == sorted(whole)


async def test_a_change_is_made_before_the_first_part_and_paid_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid: list[int] = []

    async def charge(_: Spending, __: object, cost: int) -> dict[str, str]:
        paid.append(cost)
        return {}

    monkeypatch.setattr(Spending, "charge", charge)
    document = """mutation {
      cartCreate(input: {}) { userErrors { code } cart { version ... @defer { lines(first: 1) { nodes { id } } } } }
    }"""
    first, last = parts_in(await asked(client, document, VERSION_2))
    # A document that is new; then, twice, a change (10), its payload, five refusals, the cart, a page and a line.
    assert paid == [3, 2 * (10 + 1 + 5 + 1 + 1 + 1)]
    assert first["data"] == {"cartCreate": {"userErrors": [], "cart": {"version": 1}}}
    assert last == {
        "incremental": [{"data": {"lines": {"nodes": []}}, "id": "0"}],
        "completed": [{"id": "0"}],
        "hasNext": False,
    }
    by_get = await client.http.get(
        "/graphql", params={"query": document}, headers={"accept": f"multipart/mixed;{VERSION_2}"}
    )
    assert by_get.status_code == 405


async def test_parts_are_not_kept_and_what_is_kept_serves_the_others(keeping: Client) -> None:
    document = STOCK.replace("first: 2", "first: 1")
    parts = parts_in(await asked(keeping, document, VERSION_2))
    first = await asked(keeping, document, None)
    again = await asked(keeping, document, None)
    assert first.headers["cache-status"].startswith("Tradewind; fwd=miss")
    assert again.headers["cache-status"].startswith("Tradewind; hit")
    assert again.json()["data"]["product"] == {"name": "Linen shirt"} | parts[1]["incremental"][0]["data"]
    assert parts_in(await asked(keeping, document, VERSION_2)) == parts


@FORMS
async def test_the_rest_is_cut_off_after_the_time_of_a_request(
    keeping: Client, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    release = asyncio.Event()
    monkeypatch.setattr(inventory, "sellable_pieces", lambda *_: release.wait())
    first, last = parts_in(await asked(keeping, STOCK, form))
    release.set()
    error = {
        "message": "The rest of the answer was cut off after 1 seconds. Ask for it in an operation of its own.",
        "extensions": {"code": "REQUEST_TIMEOUT"},
    }
    assert first["data"] == {"product": {"name": "Linen shirt"}}
    if form == VERSION_2:
        assert last == {"completed": [{"id": "0", "errors": [error]}], "hasNext": False}
    else:
        nothing = {"data": None, "path": ["product"], "label": "stock", "errors": [error]}
        assert last == {"incremental": [nothing], "hasNext": False}


LATER = "... @defer { variants { nodes { product { description } } } }"
LONG = '{ product(slug: "linen-shirt") { slug ' + LATER + " } }"


class Reads:
    """What of `LONG` is read later; the first of it waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.release = asyncio.Event()
        self._products = catalog.products_of_variants
        monkeypatch.setattr(catalog, "products_of_variants", self._wait)
        monkeypatch.setattr(catalog, "product_details", lambda *_: self.begun.append("descriptions"))

    async def _wait(self, *arguments: Any) -> Any:
        self.begun.append("products")
        await self.release.wait()
        return await self._products(*arguments)

    async def have_ended(self) -> None:
        """Nothing runs any more, and nothing was read after the first."""
        assert running()  # what waits, in any case
        self.release.set()
        await eventually(lambda: has(not running()))
        assert self.begun == ["products"]


async def test_each_part_is_sent_at_once_and_nothing_is_left_when_the_client_goes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, accept = Reads(monkeypatch), f"multipart/mixed;{VERSION_2}"
    async with serving(settings) as (_, address):
        port = int(address.rpartition(":")[2].partition("/")[0])
        async with asked_of_server(port, LONG, Accept=accept) as stream:
            part = await stream.chunk()
            assert part.startswith(b"\r\n---" + HEAD)
            assert part.endswith(b"\r\n---")
            assert json.loads(part[len(HEAD) + 5 : -5])["data"] == {"product": {"slug": "linen-shirt"}}
            await eventually(lambda: has(reads.begun))
            assert open_now() == 1
        await eventually(lambda: has(not open_now()))
        await reads.have_ended()


async def test_nothing_is_left_where_the_first_part_takes_too_long(
    keeping: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(monkeypatch)
    monkeypatch.setattr(catalog, "media_of_products", lambda *_, **__: reads.release.wait())
    response = await asked(keeping, LONG.replace("slug ...", "featuredMedia { alt } ..."), VERSION_2)
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (504, {"code": "REQUEST_TIMEOUT"})
    await reads.have_ended()


async def test_nothing_is_left_where_not_even_the_first_part_can_be_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = Reads(monkeypatch)
    body = json.dumps({"query": LONG}).encode()

    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    async def send(_: Message) -> None:
        await eventually(lambda: has(reads.begun))
        raise ConnectionResetError

    headers = {"accept": f"multipart/mixed;{VERSION_2}", "content-type": "application/json"}
    with pytest.raises(ConnectionResetError):
        await GraphQLEndpoint(client.runtime, None)(
            {
                "type": "http",
                "method": "POST",
                "path": "/graphql",
                "query_string": b"",
                "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            },
            receive,
            send,
        )
    await reads.have_ended()


def running() -> list[str]:
    """The tasks of our transport, of graphql-core and of the loaders, by their files."""
    files = [str(getattr(task.get_coro(), "cr_code", None)) for task in asyncio.all_tasks()]
    return [file for file in files if "/graphql/" in file or "/aiodataloader/" in file]


async def has(value: object) -> bool:
    return bool(value)


def open_now() -> float:
    return float(REGISTRY.get_sample_value("tradewind_open_connections", {"transport": "multipart"}) or 0)
