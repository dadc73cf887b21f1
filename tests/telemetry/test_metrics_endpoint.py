"""/metrics, over HTTP: who may read it, and what stands there after requests."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from app.core.settings import Environment, Settings
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

TOKEN = "prometheus-0123456789"
PRODUCT = 'query Telling { product(slug: "linen-shirt") { slug } }'
BROKEN = "query Telling { nothing }"


@pytest.fixture
async def keeping(settings: Settings) -> AsyncIterator[Client]:
    """An application that keeps answers."""
    async with open_client(settings.model_copy(update={"response_cache_bytes": 1_000_000})) as client:
        yield client


async def samples(client: Client) -> dict[str, float]:
    response = await client.http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        sample.name + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


async def test_exact_requests_give_exact_samples(keeping: Client) -> None:
    await keeping.http.post("/graphql", json={"query": "{ context { countryCode } }"})  # what is read once
    before = await samples(keeping)

    with keeping.statements() as statements:
        for _ in range(3):
            await keeping.http.post("/graphql", json={"query": PRODUCT})
    await keeping.http.post("/graphql", json={"query": BROKEN})

    after = await samples(keeping)
    changed = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    operation = "kind=query operation=Telling outcome=ok"
    assert changed[f"tradewind_operation_seconds_count {operation}"] == 3
    assert (
        changed[f"tradewind_operation_seconds_bucket kind=query le=+Inf {operation.removeprefix('kind=query ')}"] == 3
    )
    assert changed["tradewind_operation_cache_total cache=hit"] == 2
    assert changed["tradewind_operation_cache_total cache=miss"] == 1
    assert "tradewind_operation_cache_total cache=bypass" not in changed
    assert changed["tradewind_refused_total code=GRAPHQL_VALIDATION_FAILED"] == 1
    assert changed["tradewind_sql_seconds_count pool=read"] >= len(statements) >= 1
    assert changed["tradewind_response_cache_entries"] == 1
    assert changed["tradewind_http_responses_total status=200"] == 5  # and the first look at /metrics itself
    assert "tradewind_sql_errors_total pool=read" not in changed


async def test_what_is_looked_at(keeping: Client, settings: Settings) -> None:
    await keeping.http.post("/graphql", json={"query": PRODUCT})

    found = await samples(keeping)

    assert found["tradewind_pool_connections pool=read state=most"] == settings.read_pool_size
    assert found["tradewind_pool_connections pool=write state=most"] == settings.write_pool_size
    assert found["tradewind_pool_connections pool=read state=in_use"] == 0
    assert 1 <= found["tradewind_pool_connections pool=read state=open"] <= settings.read_pool_size
    assert found["tradewind_response_cache_bytes"] > 0
    assert found["tradewind_queue_readable"] == 1
    assert {name: value for name, value in found.items() if name.startswith("tradewind_queue_jobs")} == {
        f"tradewind_queue_jobs state={state}": 0 for state in ("due", "later", "running", "failed")
    }
    assert found["tradewind_queue_oldest_seconds"] == 0
    assert found["tradewind_search_lag_seconds"] == 0
    assert found["tradewind_search_waiting_products"] == 0
    assert found["tradewind_queue_workers"] == 0
    assert found["process_cpu_seconds_total"] > 0
    assert found["process_resident_memory_bytes"] > 10_000_000


@pytest.mark.parametrize(
    ("token", "environment", "authorization", "status"),
    [
        (None, Environment.DEVELOPMENT, None, 200),
        (None, Environment.PRODUCTION, None, 404),
        (None, Environment.PRODUCTION, "Bearer ", 404),
        (TOKEN, Environment.DEVELOPMENT, None, 401),
        (TOKEN, Environment.PRODUCTION, None, 401),
        (TOKEN, Environment.PRODUCTION, f"Bearer {TOKEN}x", 401),
        (TOKEN, Environment.PRODUCTION, TOKEN, 401),
        (TOKEN, Environment.PRODUCTION, f"Bearer {TOKEN}", 200),
    ],
)
async def test_who_may_read_it(
    settings: Settings, token: str | None, environment: Environment, authorization: str | None, status: int
) -> None:
    chosen = settings.model_copy(
        update={"metrics_token": SecretStr(token) if token else None, "environment": environment, "sandbox": False}
    )
    async with open_client(chosen) as client:
        await asyncio.sleep(0)  # a refusal does not wait for anything, and what the application began must begin
        response = await client.http.get("/metrics", headers={"Authorization": authorization} if authorization else {})

    assert response.status_code == status
    assert ("tradewind_" in response.text) is (status == 200)
    assert response.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
