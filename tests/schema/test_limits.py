"""Limits over HTTP: each with a setting, a code, what was asked and the way out; and nothing runs that is refused."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.core.settings import Settings
from tests.support.client import Client, open_client
from tests.support.shop import Shop

VARIANTS = "{ products(first: 5) { nodes { variants(first: 6) { nodes { sku } } } } }"


@pytest.fixture(scope="module")
async def narrow(settings: Settings, shop: Shop) -> AsyncIterator[Client]:
    """A shop whose limits are all small."""
    del shop
    changed = {
        "limit_aliases": 2,
        "limit_root_fields": 3,
        "limit_directives": 2,
        "limit_fragments": 1,
        "limit_depth": 5,
        "limit_fields": 12,
        "limit_tokens": 60,
        "limit_page_size": 25,
        "limit_node_ids": 2,
        "limit_cost": 40,
        "suggestions": False,
    }
    async with open_client(settings.model_copy(update=changed)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("document", "name", "limit", "value"),
    [
        ("{ " + "context { countryCode } " * 20 + "}", "tokens", 60, None),
        ("{ products { nodes { variants { nodes { product { id } } } } } }", "depth", 5, 6),
        ("{ context { " + "countryCode " * 12 + "} }", "fields", 12, 13),
        ("{ a: __typename b: __typename c: __typename }", "aliases", 2, 3),
        (
            "{ __typename context { countryCode } products { pageInfo { endCursor } } categories { id } }",
            "rootFields",
            3,
            4,
        ),
        ("{ context { countryCode " + "@skip(if: false) " * 3 + "} }", "directives", 2, 3),
        ("{ ...A ...B } fragment A on Query { __typename } fragment B on Query { __typename }", "fragments", 1, 2),
    ],
)
async def test_a_document_beyond_a_limit_is_refused(
    narrow: Client, document: str, name: str, limit: int, value: int | None
) -> None:
    answer = await narrow.ask(document)

    (error,) = answer["errors"]
    told = {} if value is None else {"value": value}
    assert error["extensions"] == {"code": "DOCUMENT_TOO_LARGE", "name": name, "limit": limit, **told}
    assert f"may have {limit} " in error["message"]
    assert "data" not in answer


async def test_an_operation_beyond_the_cost_is_refused(narrow: Client) -> None:
    """1, and of each of 5 products 1, its connection and its 6 variants."""
    (error,) = (await narrow.ask(VARIANTS))["errors"]

    assert error["extensions"] == {"code": "COST_LIMIT_EXCEEDED", "name": "cost", "limit": 40, "value": 41, "cost": 41}
    assert "errors" not in await narrow.ask(VARIANTS.replace("first: 6", "first: 5"))


async def test_a_change_that_is_refused_has_not_happened(
    narrow: Client, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    before = await connection.fetchval("SELECT count(*) FROM cart")
    dear = "lines(first: 25) { nodes { id } edges { cursor } }"

    answer = await narrow.ask(f"mutation {{ cartCreate(input: {{}}) {{ cart {{ {dear} }} }} }}")

    assert answer["errors"][0]["extensions"]["code"] == "COST_LIMIT_EXCEEDED"
    assert await connection.fetchval("SELECT count(*) FROM cart") == before


@pytest.mark.parametrize("field", ["products", "collections", 'search(query: "")'])
async def test_the_page_size_is_a_setting(narrow: Client, field: str) -> None:
    asked = field.replace(")", ", first: 26)") if ")" in field else f"{field}(first: 26)"

    (error,) = (await narrow.ask(f"{{ {asked} {{ pageInfo {{ endCursor }} }} }}"))["errors"]

    assert error["extensions"]["code"] == "PAGE_SIZE_OUT_OF_RANGE"
    assert error["message"] == "`first` must be between 1 and 25; it was 26. Ask for the rest with `after`."


async def test_the_number_of_ids_is_a_setting(narrow: Client) -> None:
    (error,) = (await narrow.ask('{ nodes(ids: ["a", "b", "c"]) { id } }'))["errors"]

    assert error["extensions"]["code"] == "TOO_MANY_IDS"
    assert error["message"] == "`ids` takes at most 2; it had 3. Ask in parts."
    assert await narrow.data('{ nodes(ids: ["a", "b"]) { id } }') == {"nodes": [None, None]}


async def test_nothing_is_suggested_where_the_setting_says_so(narrow: Client, client: Client) -> None:
    (hidden,) = (await narrow.ask("{ contxt { countryCode } }"))["errors"]
    (helpful,) = (await client.ask("{ contxt { countryCode } }"))["errors"]

    assert hidden["message"] == "Cannot query field 'contxt' on type 'Query'."
    assert helpful["message"] == "Cannot query field 'contxt' on type 'Query'. Did you mean 'context'?"


async def test_a_page_has_twenty_items_unless_asked(client: Client, shop: Shop) -> None:
    del shop
    lists = await client.data('{ __type(name: "Query") { fields { args { name defaultValue } } } }')

    defaults = {
        argument["defaultValue"]
        for field in lists["__type"]["fields"]
        for argument in field["args"]
        if argument["name"] == "first"
    }
    assert defaults == {"20"}
