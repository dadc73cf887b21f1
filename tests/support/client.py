"""A GraphQL client for tests: the real application, over HTTP, in this process."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.applications import Starlette

from app.asgi import create_app
from app.core.settings import Settings
from app.wiring import Runtime
from tests.support.statements import is_remembered
from tests.support.twins import Twins, comparing, open_twins


@dataclass
class Client:
    """Asks the application, and can say which SQL statements an answer took."""

    http: httpx2.AsyncClient
    runtime: Runtime
    twins: Twins | None = None
    """With `--both-engines`: what asks each query again."""

    async def ask(
        self, document: str, variables: dict[str, Any] | None = None, *, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The whole answer: `data`, `errors`, `extensions`. The body is ASCII, so that any text can be asked with."""
        body = {"query": document, "variables": variables or {}}
        all_headers = {"content-type": "application/json", **(headers or {})}
        response = await self.http.post("/graphql", content=json.dumps(body), headers=all_headers)
        answer: dict[str, Any] = response.json()
        if self.twins:
            await self.twins.compare(body, all_headers)
        return answer

    async def data(
        self, document: str, variables: dict[str, Any] | None = None, *, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The data of an answer that has no errors."""
        answer = await self.ask(document, variables, headers=headers)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collects the SQL of what happens in the block, apart from what is remembered between requests."""
        seen: list[str] = []

        def observe(statement: str) -> None:
            if not (comparing.get() or is_remembered(statement)):
                seen.append(statement)

        self.runtime.database.observers.append(observe)
        try:
            yield seen
        finally:
            self.runtime.database.observers.remove(observe)


@asynccontextmanager
async def open_client(settings: Settings, *, both_engines: bool = False) -> AsyncIterator[Client]:
    """The application with its lifespan, and a client that talks to it."""
    app: Starlette = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=settings.public_url) as http,
        AsyncExitStack() as stack,
    ):
        runtime: Runtime = app.state.runtime
        twins = await stack.enter_async_context(open_twins(runtime)) if both_engines else None
        yield Client(http, runtime, twins)
