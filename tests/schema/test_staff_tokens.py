"""The tokens of staff over HTTP: made, listed, rotated and revoked by staff, with no way to more than one has."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.core.secrets import hash_secret
from app.identity import STAFF_TOKEN_ID, Scope, issue_staff_token
from tests.support.client import Client
from tests.support.shop import Shop

TOKEN = "token { id name scopes createdAt lastUsedAt expiresAt }"
ERRORS = "userErrors { code message path retryable } warnings { code }"
CREATE = f"""mutation ($input: StaffTokenCreateInput!) {{ staffTokenCreate(input: $input) {{
  {TOKEN} accessToken {ERRORS} }} }}"""
ROTATE = f"""mutation ($input: StaffTokenRotateInput!) {{ staffTokenRotate(input: $input) {{
  {TOKEN} accessToken {ERRORS} }} }}"""
REVOKE = f"""mutation ($input: StaffTokenRevokeInput!) {{ staffTokenRevoke(input: $input) {{
  revokedTokenId {ERRORS} }} }}"""
LIST = """query ($first: Int! = 20, $after: String) { staffTokens(first: $first, after: $after) {
  nodes { id name scopes lastUsedAt expiresAt } pageInfo { hasNextPage endCursor } } }"""
NODE = "query ($id: ID!) { node(id: $id) { ... on StaffToken { name } } }"

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
async def admin(shop: Shop, ctx: RequestContext) -> dict[str, str]:  # noqa: ARG001 - the shop is there before the context
    """Headers of a token that may manage tokens, and list orders."""
    scopes = [Scope.TOKENS_READ, Scope.TOKENS_WRITE, Scope.ORDERS_READ]
    return bearer((await issue_staff_token(ctx, name="Grace", scopes=scopes)).secret)


async def test_a_token_is_made_shown_once_and_stored_as_a_hash(
    client: Client, admin: dict[str, str], connection: Connection
) -> None:
    asked = {"name": " Ada ", "scopes": ["ORDERS_READ", "TOKENS_READ", "ORDERS_READ"], "expiresInDays": 30}

    made = (await client.data(CREATE, {"input": asked}, headers=admin))["staffTokenCreate"]

    secret, token = made["accessToken"], made["token"]
    assert re.fullmatch(r"staff_secret_[A-Za-z0-9_-]{43}", secret)
    assert made["userErrors"] == made["warnings"] == []
    assert (token["name"], token["scopes"], token["lastUsedAt"]) == ("Ada", ["ORDERS_READ", "TOKENS_READ"], None)
    lifetime = datetime.fromisoformat(token["expiresAt"]) - datetime.fromisoformat(token["createdAt"])
    assert abs(lifetime - timedelta(days=30)) < timedelta(seconds=5)
    row = await connection.fetchrow("SELECT * FROM staff_token WHERE token_hash = $1", hash_secret(secret))
    assert row is not None
    assert STAFF_TOKEN_ID.encode(row["id"]) == token["id"]
    assert secret not in str([dict(each) for each in await connection.fetch("SELECT * FROM staff_token")])
    audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE subject_id = $1", row["id"])
    assert audit is not None
    assert (audit["action"], audit["actor_name"], audit["subject_type"]) == ("identity.token_created", "Grace", "token")
    assert secret not in str(dict(audit))
    assert await client.data(NODE, {"id": token["id"]}, headers=bearer(secret)) == {"node": {"name": "Ada"}}


async def test_tokens_are_listed_page_by_page_without_their_secrets(
    client: Client, admin: dict[str, str], ctx: RequestContext
) -> None:
    for number in range(3):
        await issue_staff_token(ctx, name=f"listed {number}", scopes=[Scope.INVENTORY_READ])

    seen: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await client.data(LIST, {"first": 2, "after": after}, headers=admin))["staffTokens"]
        seen += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert [each["id"] for each in seen] == sorted({each["id"] for each in seen})
    assert [each["name"] for each in seen if each["name"].startswith("listed")] == ["listed 0", "listed 1", "listed 2"]
    assert "secret" not in str(seen)


async def test_the_last_use_is_seen(client: Client, admin: dict[str, str], ctx: RequestContext) -> None:
    used = await issue_staff_token(ctx, name="used", scopes=[Scope.TOKENS_READ])
    before = datetime.now(UTC)
    await client.data(LIST, headers=bearer(used.secret))
    await client.runtime.staff_viewers.close()

    listed = (await client.data(LIST, {"first": 100}, headers=admin))["staffTokens"]["nodes"]

    (last_used_at,) = [each["lastUsedAt"] for each in listed if each["id"] == STAFF_TOKEN_ID.encode(used.id)]
    assert before <= datetime.fromisoformat(last_used_at) <= datetime.now(UTC)


async def test_a_rotated_token_lives_on_for_its_grace(
    client: Client, admin: dict[str, str], ctx: RequestContext, connection: Connection
) -> None:
    old = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ], lifetime=timedelta(days=10))
    old_id = STAFF_TOKEN_ID.encode(old.id)

    rotated = (await client.data(ROTATE, {"input": {"id": old_id}}, headers=admin))["staffTokenRotate"]

    assert rotated["userErrors"] == []
    new = rotated["token"]
    assert (new["name"], new["scopes"]) == ("Ada", ["ORDERS_READ"])
    assert new["id"] != old_id
    now = datetime.now(UTC)
    assert abs(datetime.fromisoformat(new["expiresAt"]) - now - timedelta(days=10)) < timedelta(seconds=30)
    ends = await connection.fetchval("SELECT expires_at FROM staff_token WHERE id = $1", old.id)
    assert abs(ends - now - timedelta(hours=24)) < timedelta(seconds=30)
    for secret in (old.secret, rotated["accessToken"]):
        assert "errors" not in await client.ask("{ orders { nodes { number } } }", headers=bearer(secret))
    again = (await client.data(ROTATE, {"input": {"id": old_id}}, headers=admin))["staffTokenRotate"]
    assert [each["code"] for each in again["userErrors"]] == ["TOKEN_ALREADY_ROTATED"]
    assert (again["token"], again["accessToken"]) == (None, None)


async def test_without_a_grace_the_old_token_is_gone_at_once(
    client: Client, admin: dict[str, str], ctx: RequestContext
) -> None:
    old = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])
    asked = {"id": STAFF_TOKEN_ID.encode(old.id), "graceHours": 0}

    rotated = (await client.data(ROTATE, {"input": asked}, headers=admin))["staffTokenRotate"]

    assert rotated["token"]["expiresAt"] is None
    listed = (await client.data(LIST, {"first": 100}, headers=admin))["staffTokens"]["nodes"]
    assert STAFF_TOKEN_ID.encode(old.id) not in [each["id"] for each in listed]
    assert rotated["token"]["id"] in [each["id"] for each in listed]


async def test_a_revoked_token_opens_nothing(
    client: Client, admin: dict[str, str], ctx: RequestContext, connection: Connection
) -> None:
    token = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_WRITE])
    token_id = STAFF_TOKEN_ID.encode(token.id)

    revoked = (await client.data(REVOKE, {"input": {"id": token_id}}, headers=admin))["staffTokenRevoke"]

    assert revoked == {"revokedTokenId": token_id, "userErrors": [], "warnings": []}
    client.runtime.staff_viewers.forget()
    refused = await client.ask("{ __typename }", headers=bearer(token.secret))
    assert refused["errors"][0]["extensions"]["code"] == "INVALID_TOKEN"
    actions = await connection.fetch(
        "SELECT action, actor_name FROM audit_entry WHERE subject_id = $1 ORDER BY at", token.id
    )
    assert [tuple(each) for each in actions] == [
        ("identity.token_created", "system"),
        ("identity.token_revoked", "Grace"),
    ]
    again = (await client.data(REVOKE, {"input": {"id": token_id}}, headers=admin))["staffTokenRevoke"]
    assert (again["revokedTokenId"], again["userErrors"][0]["code"]) == (None, "TOKEN_NOT_FOUND")


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"name": " "}, "INVALID_NAME", "name"),
        ({"name": "a\nb"}, "INVALID_NAME", "name"),
        ({"name": "x" * 121}, "INVALID_NAME", "name"),
        ({"scopes": []}, "INVALID_SCOPES", "scopes"),
        ({"scopes": ["ORDERS_READ", "ORDERS_WRITE"]}, "SCOPE_NOT_HELD", "scopes"),
        ({"expiresInDays": 0}, "INVALID_LIFETIME", "expiresInDays"),
        ({"expiresInDays": -(2**31)}, "INVALID_LIFETIME", "expiresInDays"),
        ({"expiresInDays": 3651}, "INVALID_LIFETIME", "expiresInDays"),
        ({"expiresInDays": 2**31 - 1}, "INVALID_LIFETIME", "expiresInDays"),
    ],
)
async def test_what_is_not_made(
    client: Client, admin: dict[str, str], connection: Connection, changed: dict[str, Any], code: str, path: str
) -> None:
    before = await _stored(connection)

    data = await client.data(CREATE, {"input": {"name": "Ada", "scopes": ["ORDERS_READ"], **changed}}, headers=admin)

    payload = data["staffTokenCreate"]
    assert [(each["code"], each["path"]) for each in payload["userErrors"]] == [(code, ["input", path])]
    assert (payload["token"], payload["accessToken"]) == (None, None)
    assert await _stored(connection) == before


async def test_a_token_stronger_than_ones_own_is_not_rotated(
    client: Client, admin: dict[str, str], ctx: RequestContext, connection: Connection
) -> None:
    strong = await issue_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_WRITE, Scope.ORDERS_READ])
    before = await _stored(connection)

    data = await client.data(ROTATE, {"input": {"id": STAFF_TOKEN_ID.encode(strong.id)}}, headers=admin)

    (error,) = data["staffTokenRotate"]["userErrors"]
    assert error == {
        "code": "SCOPE_NOT_HELD",
        "message": "Your own token lacks orders:write, so it cannot give it. Use a token that has it.",
        "path": ["input", "id"],
        "retryable": False,
    }
    assert data["staffTokenRotate"]["accessToken"] is None
    assert await _stored(connection) == before


@pytest.mark.parametrize(
    ("document", "asked", "code"),
    [
        (ROTATE, {"id": "forged"}, "TOKEN_NOT_FOUND"),
        (ROTATE, {"id": "token_01h455vb4pex5vsknk084sn02q"}, "TOKEN_NOT_FOUND"),
        (ROTATE, {"id": "token_01h455vb4pex5vsknk084sn02q", "graceHours": -1}, "INVALID_GRACE"),
        (ROTATE, {"id": "token_01h455vb4pex5vsknk084sn02q", "graceHours": 721}, "INVALID_GRACE"),
        (REVOKE, {"id": "storefront_01h455vb4pex5vsknk084sn02q"}, "TOKEN_NOT_FOUND"),
    ],
)
async def test_what_is_not_changed(
    client: Client, admin: dict[str, str], connection: Connection, document: str, asked: dict[str, Any], code: str
) -> None:
    before = await _stored(connection)

    (payload,) = (await client.data(document, {"input": asked}, headers=admin)).values()

    assert [each["code"] for each in payload["userErrors"]] == [code]
    assert await _stored(connection) == before


@pytest.mark.parametrize(
    ("scopes", "code"), [(None, "UNAUTHENTICATED"), ([Scope.TOKENS_READ], "FORBIDDEN"), ([*Scope][:5], "FORBIDDEN")]
)
async def test_others_may_not(
    client: Client, shop: Shop, ctx: RequestContext, connection: Connection, scopes: list[Scope] | None, code: str
) -> None:
    assert shop.markets
    other = await issue_staff_token(ctx, name="other", scopes=[Scope.ORDERS_READ])
    headers = bearer((await issue_staff_token(ctx, name="Eve", scopes=scopes)).secret) if scopes else {}
    before = await _stored(connection)
    other_id = STAFF_TOKEN_ID.encode(other.id)

    for document, asked in (
        (CREATE, {"name": "Eve", "scopes": ["ORDERS_READ"]}),
        (ROTATE, {"id": other_id}),
        (REVOKE, {"id": other_id}),
    ):
        answer = await client.ask(document, {"input": asked}, headers=headers)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert not answer.get("data")
    assert await _stored(connection) == before
    if scopes != [Scope.TOKENS_READ]:
        answer = await client.ask(LIST, headers=headers)
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert await client.data(NODE, {"id": other_id}, headers=headers) == {"node": None}


@pytest.mark.parametrize("after", ["forged", "WyJzdGFmZi10b2tlbnMiLDFd", "WyJzdGFmZi10b2tlbnMiLCJ4Il0"])
async def test_a_forged_cursor_is_refused(client: Client, admin: dict[str, str], after: str) -> None:
    answer = await client.ask(LIST, {"after": after}, headers=admin)

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_CURSOR"]


async def _stored(connection: Connection) -> list[dict[str, Any]]:
    """Everything but the last uses, which are written when they are."""
    rows = []
    for table in ("staff_token", "audit_entry"):
        rows += [dict(row) for row in await connection.fetch(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608 - names of this list
    return [{name: value for name, value in row.items() if name != "last_used_at"} for row in rows]
