"""What a caller may spend and see, over HTTP: the budget of a viewer and minute, the cost told, the schema shown."""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx2
import pytest

from app.core.settings import Introspection, Settings
from app.identity import Scope, create_staff_token
from app.storefronts import TokenKind, create_storefront, create_storefront_token
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

BUDGET = 60
CREATE = "mutation { cartCreate(input: {lines: []}) { cart { version } } }"
COST = 12
"""The mutation weighs 10; its payload and the cart are an object each."""
KEPT = "{ context { countryCode } }"
SCHEMA = "{ __schema { queryType { name } } }"


@pytest.fixture(scope="module")
async def poor(settings: Settings) -> AsyncIterator[Client]:
    """A shop with a small budget, and with its kept answers."""
    changed = settings.model_copy(update={"budget_per_minute": BUDGET, "response_cache_bytes": 1_000_000})
    async with open_client(changed) as opened:
        yield opened


async def ask(client: Client, document: str, **headers: str) -> httpx2.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.http.post(
        "/graphql", content=json.dumps({"query": document}), headers={"content-type": "application/json", **sent}
    )


def codes(response: httpx2.Response) -> list[Any]:
    return [error["extensions"]["code"] for error in response.json().get("errors", ())]


async def staff(client: Client) -> str:
    ctx = await client.runtime.system_context()
    return "Bearer " + await create_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])


async def test_who_has_spent_the_budget_is_told_when_to_come_back(
    poor: Client, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert (await ask(poor, KEPT)).status_code == 200
    answers = [await ask(poor, CREATE) for _ in range(8)]
    admitted = [each for each in answers if each.status_code == 200]
    refused = answers[-1]

    assert 1 <= len(admitted) < 8
    assert all(each.json()["extensions"]["cost"] == {"requested": COST, "maximum": 10_000} for each in admitted)
    assert all(each.headers["ratelimit-policy"] == f'"viewer";q={BUDGET};w=60' for each in answers)
    assert (refused.status_code, codes(refused)) == (429, ["BUDGET_EXHAUSTED"])
    facts = refused.json()["errors"][0]["extensions"]
    assert (facts["cost"], facts["limit"]) == (COST, BUDGET)
    assert 0 <= facts["remaining"] < COST
    assert int(refused.headers["retry-after"]) == facts["retryAfter"] >= 1
    assert "data" not in refused.json()
    assert await connection.fetchval("SELECT count(*) FROM cart") == len(admitted)

    kept = await ask(poor, KEPT)  # which costs nothing
    assert (kept.status_code, kept.headers["cache-status"]) == (200, "Tradewind; hit")


async def test_each_viewer_has_a_budget_of_their_own(poor: Client) -> None:
    while (await ask(poor, CREATE)).status_code == 200:
        pass
    ctx = await poor.runtime.system_context()
    storefront = await create_storefront(ctx, code="rich", name="Rich", budget_per_minute=0)
    public = (await create_storefront_token(ctx, storefront, TokenKind.PUBLIC)).token

    assert (await ask(poor, CREATE, authorization=await staff(poor))).status_code == 200
    rich = [await ask(poor, CREATE, tradewind_storefront=public) for _ in range(10)]
    assert {each.status_code for each in rich} == {200}
    assert not any("ratelimit" in each.headers for each in rich)
    assert (await ask(poor, CREATE)).status_code == 429


@pytest.mark.parametrize(
    ("introspection", "anyone", "by_staff"),
    [
        (Introspection.ON, [], []),
        (Introspection.TOKEN, ["INTROSPECTION_DISABLED"], []),
        (Introspection.OFF, ["INTROSPECTION_DISABLED"], ["INTROSPECTION_DISABLED"]),
    ],
)
async def test_the_schema_is_shown_to_whom_the_setting_says(
    settings: Settings, introspection: Introspection, anyone: list[str], by_staff: list[str]
) -> None:
    async with open_client(settings.model_copy(update={"introspection": introspection})) as client:
        token = await staff(client)
        hidden = 'query { ...A } fragment A on Query { __type(name: "Product") { name } }'
        for document in (SCHEMA, hidden):
            assert codes(await ask(client, document)) == anyone
            assert codes(await ask(client, document, authorization=token)) == by_staff
        assert (await ask(client, "{ __typename }")).json()["data"] == {"__typename": "Query"}
