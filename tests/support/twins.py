"""Every query of the suite, through both engines: asked again with the plan and without it, and compared.

`pytest --both-engines`, and `./scripts/test --all`, turn it on. A question is asked again right after its answer, in
the same process and over the same database, past every cache; the test itself sees nothing of it.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

import httpx2
from graphql import GraphQLSyntaxError, OperationDefinitionNode, OperationType, parse
from starlette.applications import Starlette
from starlette.routing import Route

from app.http.graphql import GraphQLEndpoint
from app.wiring import Runtime
from tests.support.equality import null_position

TRIES = 3
"""A world that changes by time, or by another task, holds still for one of these."""

comparing: ContextVar[bool] = ContextVar("comparing", default=False)
"""Whether the running task compares engines: its statements are not the test's."""


@dataclass
class Twins:
    """The same application twice: with the plan, and without it."""

    planned: httpx2.AsyncClient
    plain: httpx2.AsyncClient

    async def compare(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Fails where the two answer differently."""
        if not _is_query(body["query"]):
            return
        token = comparing.set(True)
        try:
            for _ in range(TRIES):
                planned, plain = [await _ask(client, body, headers) for client in (self.planned, self.plain)]
                if planned == plain:
                    return
            assert planned == plain, f"with the plan, and without it: {body}"
        finally:
            comparing.reset(token)


@asynccontextmanager
async def open_twins(runtime: Runtime) -> AsyncIterator[Twins]:
    """Two endpoints over what one process has open."""
    async with _open(runtime, plan=True) as planned, _open(runtime, plan=False) as plain:
        yield Twins(planned, plain)


def _open(runtime: Runtime, *, plan: bool) -> httpx2.AsyncClient:
    settings = runtime.settings.model_copy(update={"plan": plan, "response_cache_bytes": 0})
    endpoint = GraphQLEndpoint(replace(runtime, settings=settings), None)
    application = Starlette(routes=[Route("/graphql", endpoint)])
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=application), base_url=settings.public_url)


async def _ask(client: httpx2.AsyncClient, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """What is compared of an answer: the data with their keys in order, the errors by the nulls that they caused."""
    response = await client.post("/graphql", content=json.dumps(body), headers={**headers, "x-request-id": "twins"})
    answer: dict[str, Any] = response.json()
    data = answer.get("data")
    nulls: dict[tuple[str | int, ...], set[str]] = {}
    for error in answer.get("errors", ()):
        path = tuple(error.get("path") or ())
        position = null_position(data, path)
        nulls.setdefault(position, set()).add(json.dumps(error, sort_keys=True) if position == path else "below")
    return {"status": response.status_code, "data": json.dumps(data), "errors": nulls}


def _is_query(text: str) -> bool:
    try:
        definitions = parse(text).definitions
    except (GraphQLSyntaxError, RecursionError):
        return False
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    return all(each.operation is OperationType.QUERY for each in operations)
