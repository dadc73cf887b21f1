"""Pages of other origins may ask (the Fetch standard's CORS protocol), with no credentials but those they hold."""

import json

import pytest

from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("shop")

PAGE = {"origin": "https://shop.example"}
QUESTION = json.dumps({"query": "{ context { countryCode } }"})


async def test_a_browser_is_told_that_it_may_ask_with_its_headers(client: Client) -> None:
    response = await client.http.options(
        "/graphql",
        headers={
            **PAGE,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,tradewind-storefront",
        },
    )

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == "GET, POST"
    assert response.headers["access-control-allow-headers"] == "content-type,tradewind-storefront"
    assert response.headers["access-control-max-age"] == "86400"
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(("content", "status"), [(QUESTION, 200), ("{", 400)])
async def test_a_page_can_read_answers_and_refusals(client: Client, content: str, status: int) -> None:
    response = await client.http.post("/graphql", content=content, headers={**PAGE, "content-type": "application/json"})

    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == "*"
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert {"ETag", "Retry-After", "RateLimit", "X-Request-ID"} < set(exposed)
    assert "access-control-allow-credentials" not in response.headers
