"""What goes wrong on our side: the client gets an id, and the id finds the line in the log, with all that happened."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest

from app.core import logging
from app.core.settings import Environment, Settings
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

TOKEN = "order_secret_" + "Qx7_k3a" * 6
TRACE = "ab" * 16
QUERY = 'query Broken { product(slug: "linen-shirt") { slug } }'


@pytest.fixture
async def production(settings: Settings) -> AsyncIterator[Client]:
    """The application as it runs in production, where every operation is logged."""
    chosen = {"environment": Environment.PRODUCTION, "sandbox": False, "slow_operation_ms": 0}
    async with open_client(settings.model_copy(update=chosen)) as client:
        yield client
    logging.configure(Environment.DEVELOPMENT)


@pytest.mark.parametrize("given", [None, "web-7f3e"], ids=["an id of ours", "an id of the caller's"])
async def test_the_id_of_a_masked_error_finds_its_line(
    production: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str | None
) -> None:
    async def fail(*_: Any) -> Any:
        raise RuntimeError(f"cannot read {TOKEN}")

    await production.ask("{ context { countryCode } }")  # what is read once
    monkeypatch.setattr(production.runtime.database, "fetch", fail)
    headers = {"traceparent": f"00-{TRACE}-{'cd' * 8}-01", **({"X-Request-ID": given} if given else {})}
    capsys.readouterr()

    response = await production.http.post("/graphql", json={"query": QUERY}, headers=headers)

    (error,) = response.json()["errors"]
    request_id = error["extensions"]["requestId"]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert response.headers["x-request-id"] == request_id
    assert given in (None, request_id)
    assert "cannot read" not in response.text
    output = capsys.readouterr().err
    assert TOKEN not in output
    lines = [json.loads(line) for line in output.splitlines()]
    assert {(line["request_id"], line["trace_id"]) for line in lines} == {(request_id, TRACE)}
    (told,) = [line for line in lines if line["event"] == "unexpected error"]
    assert told["path"] == ["product"]
    assert "RuntimeError: cannot read" in told["exception"]
    assert "order_secret_…" in told["exception"]


async def test_a_slow_operation_is_found_by_its_document_and_shows_no_variable(
    production: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    document = "query Slow($slug: String!) { product(slug: $slug) { slug variants(first: 2) { nodes { sku } } } }"
    capsys.readouterr()
    with production.statements() as statements:
        answer = await production.ask(document, {"slug": "linen-shirt"})

    output = capsys.readouterr().err
    (line,) = [each for each in map(json.loads, output.splitlines()) if each["event"] == "slow operation"]
    assert (line["operation"], line["kind"], line["outcome"]) == ("Slow", "query", "ok")
    assert line["document_sha256"] == sha256(document.encode()).hexdigest()
    assert line["cost"] == answer["extensions"]["cost"]["requested"]
    assert line["statements"] == len(statements)
    assert 0 < line["statement_seconds"] <= line["seconds"]
    assert {batch["path"] for batch in line["slowest"]} == {"product", "product.variants"}
    assert "linen-shirt" not in output
