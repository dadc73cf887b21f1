"""A request that takes too long is cut off, with all that it holds; an answer that has begun is not."""

import asyncio

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from app.http.time_limit import TimeLimit
from app.wiring import Runtime
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


def client_of(app: TimeLimit) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://shop.test")


async def test_what_it_has_changed_is_taken_back(runtime: Runtime, shop: Shop) -> None:
    del shop
    has_begun = asyncio.Event()

    async def change(*_: object) -> None:
        async with runtime.database.transaction() as session:
            await (await session.connection()).exec_driver_sql("CREATE TABLE cut_off ()")
            has_begun.set()
            await asyncio.sleep(30)

    async with client_of(TimeLimit(change, seconds=1.0)) as client:
        response = await client.post("/graphql")
    assert has_begun.is_set()
    assert response.status_code == 504
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {
        "errors": [
            {
                "message": "The request was cut off after 1 seconds. A change may have been made or not: look before "
                "you send it again, or send it with the same idempotency key.",
                "extensions": {"code": "REQUEST_TIMEOUT"},
            }
        ]
    }
    rows = await runtime.database.fetch("SELECT to_regclass('cut_off') AS found", ())
    assert rows[0]["found"] is None


async def test_an_answer_that_has_begun_may_take_its_time() -> None:
    async def stream(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.3)
        await send({"type": "http.response.body", "body": b"all of it"})

    async with client_of(TimeLimit(stream, seconds=0.1)) as client:
        assert (await client.get("/")).content == b"all of it"


async def test_another_timeout_is_not_taken_for_it() -> None:
    async def fail(*_: object) -> None:
        raise TimeoutError("of a database")

    async with client_of(TimeLimit(fail, seconds=5)) as client:
        with pytest.raises(TimeoutError, match="of a database"):
            await client.get("/")
