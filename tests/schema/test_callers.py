"""Who asks, by the headers of a request: storefronts with their channel, origins and tokens, and staff beside them."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from app.core.settings import Settings
from app.identity import Scope, create_staff_token
from app.markets import ChannelDefinition, define_channel
from app.storefronts import TokenKind, create_storefront, create_storefront_token, revoke_storefront_token
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

CONTEXT = "{ context { channel { code } market { code } fallbacks { reason } } }"
ORIGIN = "https://shop.example"


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[Client]:
    """The application, with its kept answers."""
    async with open_client(settings.model_copy(update={"response_cache_bytes": 1_000_000})) as opened:
        yield opened


@pytest.fixture(scope="module")
async def storefront(client: Client) -> UUID:
    """The storefront of a channel that sells in the United States only."""
    async with client.runtime.database.transaction() as session:
        await define_channel(
            session, ChannelDefinition("america", {"en": "America"}, market_codes=("us",), default_market_code="us")
        )
    client.runtime.atlas.forget()
    ctx = await client.runtime.system_context()
    return await create_storefront(
        ctx, code="us-web", name="US web", channel_code="america", allowed_origins=[ORIGIN, "https://*.shop.example"]
    )


async def token(client: Client, storefront: UUID, kind: TokenKind) -> str:
    made = await create_storefront_token(await client.runtime.system_context(), storefront, kind)
    return made.token


async def ask(client: Client, document: str = CONTEXT, **headers: str) -> tuple[int, dict[str, Any]]:
    sent = {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()}
    response = await client.http.post(
        "/graphql", content=json.dumps({"query": document}), headers={b"content-type": b"application/json", **sent}
    )
    return response.status_code, response.json()


def code(answer: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    status, body = answer
    (error,) = body["errors"]
    assert "data" not in body
    return status, error["extensions"]["code"]


async def test_the_token_decides_the_channel_and_the_channel_the_markets(client: Client, storefront: UUID) -> None:
    public = await token(client, storefront, TokenKind.PUBLIC)
    in_america = {"channel": {"code": "america"}, "market": {"code": "us"}}
    anywhere = {"channel": {"code": "default"}, "market": {"code": "eu"}, "fallbacks": []}

    for _ in range(2):  # the second time from memory
        assert (await ask(client))[1]["data"]["context"] == anywhere
        _, answer = await ask(client, tradewind_storefront=public, tradewind_country="DE")
        assert answer["data"]["context"] == in_america | {"fallbacks": [{"reason": "COUNTRY_NOT_SERVED"}]}
        assert answer["extensions"]["context"]["channel"] == "america"
        _, answer = await ask(client, tradewind_storefront=public)
        assert answer["data"]["context"] == in_america | {"fallbacks": []}


@pytest.mark.parametrize("sent", ["", "nonsense", "storefront_public_" + "x" * 43, "\xff"])
async def test_a_token_that_opens_nothing_is_refused_though_the_answer_is_kept(client: Client, sent: str) -> None:
    await ask(client)

    assert code(await ask(client, tradewind_storefront=sent)) == (401, "INVALID_STOREFRONT_TOKEN")


async def test_a_revoked_token_opens_nothing_any_more(client: Client, storefront: UUID) -> None:
    ctx = await client.runtime.system_context()
    made = await create_storefront_token(ctx, storefront, TokenKind.PUBLIC)
    assert (await ask(client, tradewind_storefront=made.token))[0] == 200

    await revoke_storefront_token(ctx, made.id)

    async with asyncio.timeout(10):
        status = 200
        while status == 200:
            await asyncio.sleep(0.01)
            status, answer = await ask(client, tradewind_storefront=made.token)
    assert code((status, answer)) == (401, "INVALID_STOREFRONT_TOKEN")


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (ORIGIN, True),
        ("https://de.shop.example", True),
        ("http://shop.test", True),  # this very host
        ("https://evil.example", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
    ],
)
async def test_pages_ask_from_the_origins_that_a_storefront_names(
    client: Client, storefront: UUID, origin: str, is_let_in: bool
) -> None:
    public = await token(client, storefront, TokenKind.PUBLIC)
    answer = await ask(client, tradewind_storefront=public, origin=origin)

    if is_let_in:
        assert answer[0] == 200
    else:
        assert code(answer) == (403, "ORIGIN_NOT_ALLOWED")
    assert (await ask(client, origin=origin))[0] == 200  # without a token, as the settings have it: from anywhere


async def test_origins_without_a_token_are_those_of_the_settings(settings: Settings) -> None:
    changed = settings.model_copy(update={"allowed_origins": f"{ORIGIN}, https://app.example"})
    async with open_client(changed) as strict:
        assert (await ask(strict, origin="https://app.example"))[0] == 200
        assert (await ask(strict))[0] == 200
        assert code(await ask(strict, origin="https://evil.example")) == (403, "ORIGIN_NOT_ALLOWED")


async def test_a_secret_token_is_for_servers(client: Client, storefront: UUID) -> None:
    secret = await token(client, storefront, TokenKind.SECRET)

    assert (await ask(client, tradewind_storefront=secret))[0] == 200
    assert code(await ask(client, tradewind_storefront=secret, origin=ORIGIN)) == (403, "SECRET_TOKEN_IN_BROWSER")


async def test_a_server_says_for_whom_it_asks_and_nobody_else_does(client: Client, storefront: UUID) -> None:
    secret = await token(client, storefront, TokenKind.SECRET)
    public = await token(client, storefront, TokenKind.PUBLIC)
    mine = {"tradewind_storefront": secret, "document": '{ cart(token: "none") { id } }'}

    assert (await ask(client, tradewind_buyer_ip="2001:db8::7", **mine))[0] == 200
    assert code(await ask(client, tradewind_buyer_ip="somewhere", **mine)) == (400, "BAD_REQUEST")
    refused = (400, "BUYER_IP_NEEDS_SECRET_TOKEN")
    assert code(await ask(client, mine["document"], tradewind_buyer_ip="192.0.2.1")) == refused
    assert (
        code(await ask(client, mine["document"], tradewind_buyer_ip="192.0.2.1", tradewind_storefront=public))
        == refused
    )


async def test_staff_may_look_through_a_storefront(client: Client, storefront: UUID) -> None:
    ctx = await client.runtime.system_context()
    staff = await create_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])
    public = await token(client, storefront, TokenKind.PUBLIC)
    headers = {"authorization": f"Bearer {getattr(staff, 'token', staff)}", "tradewind_storefront": public}

    status, answer = await ask(client, "{ context { channel { code } } orders(first: 1) { nodes { id } } }", **headers)

    assert status == 200
    assert answer["data"] == {"context": {"channel": {"code": "america"}}, "orders": {"nodes": []}}
