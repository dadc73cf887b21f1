"""Asking as staff over HTTP: tokens, mutations by their names, and what they were refused for."""

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

import asyncpg

from app.core.secrets import hash_secret
from app.identity import Scope
from tests.support.client import Client

Headers: TypeAlias = dict[str, str]
Refused: TypeAlias = list[tuple[str, list[str]]]

ERRORS = "userErrors { code path message detail { currentVersion } }"


async def staff_headers(database_url: str, name: str, scopes: Sequence[Scope]) -> Headers:
    """Headers of a new token with these scopes."""
    token = f"staff-token-of-{name}"
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO staff_token (id, name, token_hash, scopes, created_at) "
        "VALUES (gen_random_uuid(), $1, $2, $3, now())",
        name,
        hash_secret(token),
        [scope.value for scope in scopes],
    )
    await connection.close()
    return {"Authorization": f"Bearer {token}"}


async def write(client: Client, headers: Headers, name: str, shown: str, /, **given: Any) -> dict[str, Any]:
    """The payload of a mutation with this input."""
    kind = name[0].upper() + name[1:]
    document = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"
    payload: dict[str, Any] = (await client.data(document, {"input": given}, headers=headers))[name]
    return payload


def refused(payload: dict[str, Any]) -> Refused:
    """The codes and the paths below `input`. Whoever is refused is told in words why."""
    errors = payload["userErrors"]
    assert all(error["message"] and "{" not in error["message"] for error in errors), errors
    assert all(error["path"][0] == "input" for error in errors), errors
    return [(error["code"], error["path"][1:]) for error in errors]


def named(name: str) -> list[dict[str, str]]:
    """A name in English."""
    return [{"languageCode": "EN", "name": name}]


async def last_entry(connection: "asyncpg.Connection[asyncpg.Record]") -> asyncpg.Record:
    """What was written into the audit log last, with its documents read."""
    await connection.set_type_codec("jsonb", encoder=str, decoder=json.loads, schema="pg_catalog")
    row = await connection.fetchrow(
        "SELECT action, actor_name, subject_type, subject_id, before, after FROM audit_entry ORDER BY id DESC LIMIT 1"
    )
    assert row is not None
    return row
