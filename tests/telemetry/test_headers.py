"""What every request and every response has."""

import re
from collections.abc import MutableMapping
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from app.core.logging import request_ids
from app.http.headers import Headers

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-frame-options": "DENY",
}


async def echo(request: Request) -> Response:
    request_id, trace_id = request_ids.get() or ("", "")
    return PlainTextResponse(f"{request.state.request_id} {request_id} {trace_id}")


async def page(_: Request) -> Response:
    return HTMLResponse(
        "<p>", headers={"content-security-policy": "default-src 'self'", "x-frame-options": "SAMEORIGIN"}
    )


async def broken(_: Request) -> Response:
    raise RuntimeError("cart_secret_0123 is nobody's")


async def half(_: Request) -> Response:
    async def parts() -> Any:
        yield b"half"
        raise RuntimeError("no more")

    return StreamingResponse(parts())


def asking(public_url: str = "http://shop.test") -> httpx2.AsyncClient:
    routes = [Route("/echo", echo), Route("/page", page), Route("/broken", broken), Route("/half", half)]
    app = Starlette(routes=routes, middleware=[Middleware(Headers, public_url=public_url)])
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://shop.test")


@pytest.mark.parametrize("path", ["/echo", "/nowhere", "/broken"])
async def test_every_response_is_safe_and_has_an_id(path: str) -> None:
    async with asking() as client:
        response = await client.get(path)

    sent = dict(response.headers)
    assert {name: sent.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert re.fullmatch(r"[0-9a-f]{32}", sent["x-request-id"])
    assert not sent.keys() & {"server", "strict-transport-security"}


async def test_a_page_brings_its_own_policy() -> None:
    async with asking() as client:
        response = await client.get("/page")

    own = {"content-security-policy": "default-src 'self'", "x-frame-options": "SAMEORIGIN"}
    assert {name: response.headers.get_list(name) for name in EVERYWHERE} == {
        name: [value] for name, value in (EVERYWHERE | own).items()
    }


async def test_behind_https_browsers_are_told_to_stay_there() -> None:
    async with asking("https://shop.example") as client:
        response = await client.get("/echo")

    assert response.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("given", ["a", "7f3e-42:web.1_x", "x" * 64])
async def test_a_safe_id_is_kept(given: str) -> None:
    async with asking() as client:
        response = await client.get("/echo", headers={"X-Request-ID": given})

    assert response.headers.get_list("x-request-id") == [given]
    assert response.text == f"{given} {given} "


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\u00e9", '"}', "-rf", "a,b"])
async def test_an_unsafe_id_is_replaced(given: str) -> None:
    async with asking() as client:
        response = await client.get("/echo", headers=[(b"x-request-id", given.encode("latin-1"))])

    (request_id,) = response.headers.get_list("x-request-id")
    assert re.fullmatch(r"[0-9a-f]{32}", request_id)
    assert response.text == f"{request_id} {request_id} "


@pytest.mark.parametrize(
    ("traceparent", "expected"),
    [
        (f"00-{'ab' * 16}-{'cd' * 8}-01", "ab" * 16),
        (f"00-{'00' * 16}-{'cd' * 8}-01", ""),
        (f"00-{'ab' * 16}-{'00' * 8}-01", ""),
        ("nonsense", ""),
    ],
)
async def test_the_trace_of_the_caller_is_known_to_the_log(traceparent: str, expected: str) -> None:
    async with asking() as client:
        response = await client.get("/echo", headers={"X-Request-ID": "r1", "traceparent": traceparent})

    assert response.text == f"r1 r1 {expected}"
    assert request_ids.get() is None


def _with_ids(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["ids"] = request_ids.get()
    return event


async def test_what_nobody_expected_is_masked_and_found_by_its_id() -> None:
    async with asking() as client:
        with capture_logs(processors=[_with_ids]) as logged:
            response = await client.get("/broken")

    request_id = response.headers["x-request-id"]
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json() == {
        "errors": [
            {
                "message": "Something went wrong on our side. Try again, and tell us the request id if it stays.",
                "extensions": {"code": "INTERNAL_ERROR", "requestId": request_id},
            }
        ]
    }
    ((line),) = logged
    assert (line["event"], line["path"], line["ids"]) == ("unexpected error", "/broken", (request_id, ""))


async def test_an_answer_that_was_begun_is_cut_off() -> None:
    async with asking() as client:
        with capture_logs() as logged, pytest.raises(RuntimeError, match="no more"):
            await client.get("/half")

    assert [line["event"] for line in logged] == ["unexpected error"]
