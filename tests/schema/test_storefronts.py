"""Storefronts and their tokens over HTTP, as staff make, change and delete them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.secrets import hash_secret
from app.identity import Scope, create_staff_token
from app.markets import ChannelDefinition, define_channel
from app.storefronts import (
    STOREFRONT_ID,
    STOREFRONT_TOKEN_ID,
    StorefrontCaller,
    Storefronts,
    TokenKind,
    create_storefront,
    create_storefront_token,
)
from tests.support.client import Client
from tests.support.shop import Shop

STOREFRONT = """storefront { id code name channel { code name } allowedOrigins budgetPerMinute trustedDocumentsOnly
  version trustedDocumentCount tokens { id kind hint lastUsedAt expiresAt } }"""
ERRORS = "userErrors { code message path retryable detail { currentVersion } } warnings { code }"


def mutation(name: str, shown: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"


CREATE = mutation("storefrontCreate", STOREFRONT)
UPDATE = mutation("storefrontUpdate", STOREFRONT)
DELETE = mutation("storefrontDelete", "deletedStorefrontId")
NEW_TOKEN = "token { id kind hint expiresAt } accessToken storefront { code }"
TOKEN_CREATE = mutation("storefrontTokenCreate", NEW_TOKEN)
TOKEN_ROTATE = mutation("storefrontTokenRotate", NEW_TOKEN)
TOKEN_REVOKE = mutation("storefrontTokenRevoke", "revokedTokenId storefront { code tokens { id } }")
LIST = """query ($first: Int! = 100, $after: String) { storefronts(first: $first, after: $after) {
  nodes { code } pageInfo { hasNextPage endCursor } } }"""
ONE = f"query ($code: String!) {{ {STOREFRONT.replace('storefront', 'storefront(code: $code)', 1)} }}"
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"

FORGED = "storefront_01h455vb4pex5vsknk084sn02q"
FORGED_TOKEN = "storefront_token_01h455vb4pex5vsknk084sn02q"

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> dict[str, str]:  # noqa: ARG001 - the shop is there before the context
    """Headers of a token that may manage storefronts."""
    scopes = [Scope.STOREFRONTS_READ, Scope.STOREFRONTS_WRITE]
    return {"Authorization": f"Bearer {await create_staff_token(ctx, name='Grace', scopes=scopes)}"}


@pytest.fixture(scope="module")
async def partner(shop: Shop, client: Client) -> str:
    """The code of a second channel."""
    async with client.runtime.database.transaction() as session:
        names = {"en": "Partner", "de": "Partnershop"}
        await define_channel(session, ChannelDefinition("partner", names, ["jp"], default_market_code="jp"))
    assert shop.markets
    client.runtime.atlas.forget()
    return "partner"


async def test_a_storefront_is_made_in_the_default_channel(
    client: Client, staff: dict[str, str], connection: Connection
) -> None:
    made = (await client.data(CREATE, {"input": {"code": "web", "name": " Web shop "}}, headers=staff))[
        "storefrontCreate"
    ]

    assert made["storefront"].pop("id").startswith("storefront_")
    assert made == {
        "storefront": {
            "code": "web",
            "name": "Web shop",
            "channel": {"code": "default", "name": "Online shop"},
            "allowedOrigins": [],
            "budgetPerMinute": None,
            "trustedDocumentsOnly": False,
            "version": 1,
            "trustedDocumentCount": 0,
            "tokens": [],
        },
        "userErrors": [],
        "warnings": [],
    }
    audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE action = 'storefronts.created'")
    assert audit is not None
    assert (audit["actor_name"], audit["subject_type"]) == ("Grace", "storefront")
    seen = await client.data(ONE, {"code": "web"}, headers=staff)
    assert seen["storefront"]["name"] == "Web shop"
    assert await client.data(ONE, {"code": "no\x00ne"}, headers=staff) == {"storefront": None}


async def test_a_storefront_is_changed_where_it_still_is_as_it_was_read(
    client: Client, staff: dict[str, str], partner: str, ctx: RequestContext
) -> None:
    storefront_id = STOREFRONT_ID.encode(await create_storefront(ctx, code="app", name="App", budget_per_minute=9))
    change = {
        "id": storefront_id,
        "version": 1,
        "channelCode": partner,
        "allowedOrigins": ["HTTPS://App.Example:443", "https://app.example", "http://localhost:3000"],
        "budgetPerMinute": None,
        "trustedDocumentsOnly": True,
        "name": None,
    }

    changed = (await client.data(UPDATE, {"input": change}, headers=staff))["storefrontUpdate"]
    again = (await client.data(UPDATE, {"input": change | {"version": 2}}, headers=staff))["storefrontUpdate"]
    stale = (await client.data(UPDATE, {"input": {**change, "name": "Stale"}}, headers=staff))["storefrontUpdate"]

    assert changed["userErrors"] == []
    assert changed["storefront"] == {
        "id": storefront_id,
        "code": "app",
        "name": "App",
        "channel": {"code": "partner", "name": "Partner"},
        "allowedOrigins": ["https://app.example", "http://localhost:3000"],
        "budgetPerMinute": None,
        "trustedDocumentsOnly": True,
        "version": 2,
        "trustedDocumentCount": 0,
        "tokens": [],
    }
    assert again == changed, "the same again makes no new version"
    assert stale["storefront"] is None
    assert stale["userErrors"] == [
        {
            "code": "STALE_VERSION",
            "message": "The storefront has changed in the meantime. Read it again, then repeat.",
            "path": ["input", "version"],
            "retryable": False,
            "detail": {"currentVersion": 2},
        }
    ]


async def test_a_storefront_is_deleted_with_its_tokens(
    client: Client, staff: dict[str, str], ctx: RequestContext
) -> None:
    row_id = await create_storefront(ctx, code="old", name="Old")
    issued = await create_storefront_token(ctx, row_id, TokenKind.PUBLIC)
    storefront_id = STOREFRONT_ID.encode(row_id)

    refused = await client.data(DELETE, {"input": {"id": storefront_id, "version": 2}}, headers=staff)
    deleted = await client.data(DELETE, {"input": {"id": storefront_id, "version": 1}}, headers=staff)

    assert [each["code"] for each in refused["storefrontDelete"]["userErrors"]] == ["STALE_VERSION"]
    assert deleted["storefrontDelete"] == {"deletedStorefrontId": storefront_id, "userErrors": [], "warnings": []}
    assert await client.data(ONE, {"code": "old"}, headers=staff) == {"storefront": None}
    assert await client.runtime.parts[Storefronts].of_token(issued.token) is None


@pytest.mark.parametrize("kind", ["PUBLIC", "SECRET"])
async def test_a_token_says_which_storefront_asks(
    client: Client, staff: dict[str, str], ctx: RequestContext, connection: Connection, kind: str
) -> None:
    row_id = await create_storefront(ctx, code=f"of-{kind.lower()}", name="Web", allowed_origins=["*"])
    asked = {"storefrontId": STOREFRONT_ID.encode(row_id), "kind": kind, "expiresInDays": 7}

    made = (await client.data(TOKEN_CREATE, {"input": asked}, headers=staff))["storefrontTokenCreate"]

    token = made["accessToken"]
    assert re.fullmatch(rf"storefront_{kind.lower()}_[A-Za-z0-9_-]{{43}}", token)
    assert (made["token"]["kind"], made["token"]["hint"]) == (kind, token[-4:])
    assert made["storefront"] == {"code": f"of-{kind.lower()}"}
    stored = await connection.fetch("SELECT * FROM storefront_token WHERE token_hash = $1", hash_secret(token))
    assert len(stored) == 1
    assert token not in str([dict(each) for each in stored])
    caller = await client.runtime.parts[Storefronts].of_token(token)
    assert isinstance(caller, StorefrontCaller)
    assert (caller.storefront.id, caller.is_secret) == (row_id, kind == "SECRET")
    assert caller.storefront.channel_code == "default"
    assert caller.storefront.allowed_origins == ("*",)
    entries = await connection.fetch(
        "SELECT * FROM audit_entry WHERE subject_id = $1", STOREFRONT_TOKEN_ID.decode(made["token"]["id"])
    )
    assert [(each["action"], each["actor_name"]) for each in entries] == [("storefronts.token_created", "Grace")]
    assert token not in str([dict(each) for each in entries])


async def test_a_token_is_rotated_once_and_revoked(client: Client, staff: dict[str, str], ctx: RequestContext) -> None:
    row_id = await create_storefront(ctx, code="rotating", name="Web")
    old = await create_storefront_token(ctx, row_id, TokenKind.SECRET)
    old_id = STOREFRONT_TOKEN_ID.encode(old.id)
    storefronts = client.runtime.parts[Storefronts]

    rotated = (await client.data(TOKEN_ROTATE, {"input": {"id": old_id}}, headers=staff))["storefrontTokenRotate"]
    again = (await client.data(TOKEN_ROTATE, {"input": {"id": old_id}}, headers=staff))["storefrontTokenRotate"]

    assert rotated["accessToken"].startswith("storefront_secret_")
    assert [each["code"] for each in again["userErrors"]] == ["TOKEN_ALREADY_ROTATED"]
    assert (again["token"], again["accessToken"], again["storefront"]) == (None, None, None)
    for token in (old.token, rotated["accessToken"]):
        caller = await storefronts.of_token(token)
        assert caller is not None
        assert caller.is_secret
    tokens = (await client.data(ONE, {"code": "rotating"}, headers=staff))["storefront"]["tokens"]
    ends = datetime.fromisoformat(tokens[0]["expiresAt"])
    assert [each["id"] for each in tokens] == [old_id, rotated["token"]["id"]]
    assert abs(ends - datetime.now(UTC) - timedelta(hours=24)) < timedelta(seconds=30)

    revoked = await client.data(TOKEN_REVOKE, {"input": {"id": old_id}}, headers=staff)

    assert revoked["storefrontTokenRevoke"] == {
        "revokedTokenId": old_id,
        "storefront": {"code": "rotating", "tokens": [{"id": rotated["token"]["id"]}]},
        "userErrors": [],
        "warnings": [],
    }
    storefronts.forget()
    assert await storefronts.of_token(old.token) is None
    assert await storefronts.of_token(rotated["accessToken"])


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"code": "Web"}, "INVALID_CODE", ["code"]),
        ({"code": "taken"}, "CODE_TAKEN", ["code"]),
        ({"name": ""}, "INVALID_NAME", ["name"]),
        ({"name": "a\x00"}, "INVALID_NAME", ["name"]),
        ({"channelCode": "none"}, "CHANNEL_NOT_FOUND", ["channelCode"]),
        ({"allowedOrigins": ["*", "shop.example"]}, "INVALID_ORIGIN", ["allowedOrigins", "1"]),
        ({"allowedOrigins": ["*"] * 101}, "TOO_MANY_ORIGINS", ["allowedOrigins"]),
        ({"budgetPerMinute": -1}, "INVALID_BUDGET", ["budgetPerMinute"]),
        ({"budgetPerMinute": 1_000_000_001}, "INVALID_BUDGET", ["budgetPerMinute"]),
    ],
)
async def test_what_no_storefront_can_be(
    client: Client,
    staff: dict[str, str],
    ctx: RequestContext,
    connection: Connection,
    changed: dict[str, Any],
    code: str,
    path: list[str],
) -> None:
    if not await connection.fetchval("SELECT 1 FROM storefront WHERE code = 'taken'"):
        await create_storefront(ctx, code="taken", name="Taken")
        await create_storefront(ctx, code="stays", name="Stays")
    stays = await connection.fetchval("SELECT id FROM storefront WHERE code = 'stays'")
    before = await _stored(connection)

    fresh = {"code": "fresh", "name": "Fresh", **changed}
    made = (await client.data(CREATE, {"input": fresh}, headers=staff))["storefrontCreate"]
    change = {"id": STOREFRONT_ID.encode(stays), "version": 1, **changed}
    updated = (await client.data(UPDATE, {"input": change}, headers=staff))["storefrontUpdate"]

    for payload in (made, updated):
        assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [(code, ["input", *path])]
        assert payload["storefront"] is None
    assert await _stored(connection) == before


@pytest.mark.parametrize(
    ("document", "asked", "code"),
    [
        (UPDATE, {"id": FORGED, "version": 1}, "STOREFRONT_NOT_FOUND"),
        (DELETE, {"id": "forged", "version": 1}, "STOREFRONT_NOT_FOUND"),
        (TOKEN_CREATE, {"storefrontId": FORGED, "kind": "PUBLIC"}, "STOREFRONT_NOT_FOUND"),
        (TOKEN_CREATE, {"storefrontId": FORGED, "kind": "PUBLIC", "expiresInDays": 0}, "INVALID_LIFETIME"),
        (TOKEN_CREATE, {"storefrontId": FORGED, "kind": "PUBLIC", "expiresInDays": 2**31 - 1}, "INVALID_LIFETIME"),
        (TOKEN_ROTATE, {"id": FORGED_TOKEN}, "TOKEN_NOT_FOUND"),
        (TOKEN_ROTATE, {"id": "forged"}, "TOKEN_NOT_FOUND"),
        (TOKEN_ROTATE, {"id": FORGED_TOKEN, "graceHours": 721}, "INVALID_GRACE"),
        (TOKEN_ROTATE, {"id": FORGED_TOKEN, "graceHours": -(2**31)}, "INVALID_GRACE"),
        (TOKEN_REVOKE, {"id": FORGED_TOKEN}, "TOKEN_NOT_FOUND"),
    ],
)
async def test_what_is_not_changed(
    client: Client, staff: dict[str, str], connection: Connection, document: str, asked: dict[str, Any], code: str
) -> None:
    before = await _stored(connection)

    (payload,) = (await client.data(document, {"input": asked}, headers=staff)).values()

    assert [each["code"] for each in payload["userErrors"]] == [code]
    assert await _stored(connection) == before


@pytest.mark.parametrize(
    ("scopes", "code"),
    [(None, "UNAUTHENTICATED"), ([Scope.TOKENS_WRITE], "FORBIDDEN"), ([Scope.STOREFRONTS_READ], "FORBIDDEN")],
)
async def test_others_may_not(
    client: Client, shop: Shop, ctx: RequestContext, connection: Connection, scopes: list[Scope] | None, code: str
) -> None:
    assert shop.markets
    headers = {}
    if scopes:
        headers = {"Authorization": f"Bearer {await create_staff_token(ctx, name='Eve', scopes=scopes)}"}
    before = await _stored(connection)

    for document, asked in (
        (CREATE, {"code": "eve", "name": "Eve"}),
        (UPDATE, {"id": FORGED, "version": 1}),
        (DELETE, {"id": FORGED, "version": 1}),
        (TOKEN_CREATE, {"storefrontId": FORGED, "kind": "SECRET"}),
        (TOKEN_ROTATE, {"id": FORGED_TOKEN}),
        (TOKEN_REVOKE, {"id": FORGED_TOKEN}),
    ):
        answer = await client.ask(document, {"input": asked}, headers=headers)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert not answer.get("data")
    assert await _stored(connection) == before
    row_id = await create_storefront(ctx, code=f"seen-{len(before)}", name="Seen")
    seen = await client.data(NODE, {"id": STOREFRONT_ID.encode(row_id)}, headers=headers)
    if scopes == [Scope.STOREFRONTS_READ]:
        assert seen == {"node": {"__typename": "Storefront", "id": STOREFRONT_ID.encode(row_id)}}
        return
    assert seen == {"node": None}
    for document, variables in ((LIST, {}), (ONE, {"code": "web"})):
        answer = await client.ask(document, variables, headers=headers)
        assert {error["extensions"]["code"] for error in answer["errors"]} == {code}


async def test_storefronts_are_listed_page_by_page(
    client: Client, staff: dict[str, str], ctx: RequestContext, connection: Connection
) -> None:
    for number in range(3):
        await create_storefront(ctx, code=f"listed-{number}", name="Listed")
    expected = [row["code"] for row in await connection.fetch("SELECT code FROM storefront ORDER BY id")]

    seen: list[str] = []
    after = None
    while True:
        page = (await client.data(LIST, {"first": 2, "after": after}, headers=staff))["storefronts"]
        seen += [each["code"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == expected


async def test_the_context_names_the_channel(client: Client, shop: Shop) -> None:
    assert shop.markets
    answer = await client.ask("query @inContext(language: DE) { context { channel { code name } } }")

    assert answer["data"] == {"context": {"channel": {"code": "default", "name": "Onlineshop"}}}
    assert answer["extensions"]["context"]["channel"] == "default"


async def _stored(connection: Connection) -> list[dict[str, Any]]:
    rows = []
    for table in ("storefront", "storefront_token", "audit_entry"):
        rows += [dict(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608 - names of this list
    return [{name: value for name, value in row.items() if name != "last_used_at"} for row in rows]
