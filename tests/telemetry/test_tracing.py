"""Spans, from a browser's request down to SQL and to a job: their names, their places, and what they never tell."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from app.core.context import RequestContext
from app.core.logging import log
from app.core.settings import Settings
from app.jobs import enqueue
from app.telemetry import tracing
from app.telemetry.outbound import TracedClient
from app.worker import Worker
from search import SearchClient, SearchUnavailableError
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("shop")

TRACE = "ab" * 16
CALLER = "cd" * 8
HEADERS = {"traceparent": f"00-{TRACE}-{CALLER}-01", "X-Request-ID": "request-7"}
PAGE = "query Page($slug: String!) { product(slug: $slug) { slug variants(first: 2) { nodes { sku } } } }"


@pytest.fixture
def exporter() -> Iterator[InMemorySpanExporter]:
    """What a receiver would get."""
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracing.use(provider)
    yield kept
    tracing.use(None)
    provider.shutdown()


def id_of(span: ReadableSpan) -> str:
    assert span.context is not None
    return f"{span.context.span_id:016x}"


def parent_of(span: ReadableSpan) -> str:
    return f"{span.parent.span_id:016x}" if span.parent else ""


def facts_of(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_a_request_is_followed_down_to_its_statements(client: Client, exporter: InMemorySpanExporter) -> None:
    await client.http.get("/health/live")  # a probe, which makes no span
    body = {"query": PAGE, "variables": {"slug": "linen-shirt"}}
    with client.statements() as statements:
        await client.http.post("/graphql", json=body, headers=HEADERS)

    spans = exporter.get_finished_spans()
    assert {f"{span.context.trace_id:032x}" for span in spans if span.context} == {TRACE}
    (request,) = [span for span in spans if span.kind is SpanKind.SERVER]
    assert (request.name, parent_of(request)) == ("POST /graphql", CALLER)
    facts = facts_of(request)
    assert facts["http.request.method"] == "POST"
    assert facts["http.route"] == facts["url.path"] == "/graphql"
    assert facts["http.response.status_code"] == 200
    assert facts["tradewind.request_id"] == "request-7"
    (operation,) = [span for span in spans if span.name == "query Page"]
    assert parent_of(operation) == id_of(request)
    assert facts_of(operation)["graphql.operation.type"] == "query"
    assert facts_of(operation)["graphql.operation.name"] == "Page"
    assert str(facts_of(operation)["graphql.document.hash"]).startswith("sha256:")
    batches = {span.name: span for span in spans if span.name.startswith("resolve ")}
    assert batches.keys() == {"resolve product", "resolve product.variants"}
    assert {parent_of(span) for span in batches.values()} == {id_of(operation)}
    assert facts_of(batches["resolve product.variants"]) == {
        "graphql.field.path": "product.variants",
        "graphql.field.parents": 1,
    }
    below = [span for span in spans if parent_of(span) in map(id_of, batches.values())]
    assert [facts_of(span)["db.query.text"] for span in below] == statements
    assert {span.name for span in below} == {"SELECT"}
    assert {facts_of(span)["db.client.connection.pool.name"] for span in below} == {"read"}
    assert "linen-shirt" not in json.dumps([[span.name, facts_of(span)] for span in spans])


async def test_a_line_in_the_log_has_the_id_of_its_trace(
    exporter: InMemorySpanExporter, capsys: pytest.CaptureFixture[str]
) -> None:
    with tracing.span("work"):
        log.warning("inside")
    (span,) = exporter.get_finished_spans()

    assert span.context is not None
    assert f"{span.context.trace_id:032x}" in capsys.readouterr().err


async def test_writes_have_spans_and_a_job_goes_on_with_their_trace(
    ctx: RequestContext, settings: Settings, exporter: InMemorySpanExporter
) -> None:
    async def tell(job_ctx: RequestContext, payload: dict[str, Any]) -> None:
        del payload
        await job_ctx.db.fetch("SELECT 1", ())

    async def make_context() -> RequestContext:
        return ctx

    with tracing.span("mutation Test") as opened:
        assert opened is not None
        async with ctx.transaction() as session:
            await enqueue(session, "test.told", {"email": "ana@example.com"}, key="once")
    await Worker(ctx.db, settings.database_url, {"test.told": tell}, {}, make_context).drain(raise_errors=True)

    spans = {span.name: span for span in exporter.get_finished_spans()}
    caller, insert, job, read = spans["mutation Test"], spans["WITH"], spans["process test.told"], spans["SELECT"]
    assert parent_of(insert) == id_of(caller)
    assert "INSERT INTO pgqueuer" in str(facts_of(insert)["db.query.text"])
    assert facts_of(insert)["db.client.connection.pool.name"] == "write"
    assert (job.kind, parent_of(job)) == (SpanKind.CONSUMER, id_of(caller))
    assert facts_of(job)["messaging.destination.name"] == "test.told"
    assert parent_of(read) == id_of(job)
    assert "ana@example.com" not in json.dumps([facts_of(span) for span in spans.values()])


async def test_what_fails_says_so_and_quotes_nobody(ctx: RequestContext, exporter: InMemorySpanExporter) -> None:
    with pytest.raises(Exception, match="division"):
        await ctx.db.fetch("SELECT 1 / $1::int", (0,))
    with pytest.raises(ValueError, match="secret"), tracing.span("work"):
        raise ValueError("a secret")

    statement, work = exporter.get_finished_spans()
    assert (statement.status.status_code, work.status.status_code) == (StatusCode.ERROR, StatusCode.ERROR)
    assert facts_of(statement)["error.type"] == "DivisionByZeroError"
    assert facts_of(work) == {"error.type": "ValueError"}
    assert (work.status.description, work.events) == ("ValueError", ())


async def test_other_systems_hear_of_the_trace(exporter: InMemorySpanExporter) -> None:
    heard: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(request)
        return httpx2.Response(503)

    async with TracedClient(transport=httpx2.MockTransport(answer)) as http:
        await http.post("https://bank.example:8443/charges/1?key=hidden", json={})
        tracing.use(None)
        await http.get("https://bank.example/")

    (span,) = exporter.get_finished_spans()
    assert span.context is not None
    assert heard[0].headers["traceparent"].startswith(f"00-{span.context.trace_id:032x}-{id_of(span)}-0")
    assert "traceparent" not in heard[1].headers
    assert (span.name, span.kind, span.status.status_code) == ("POST", SpanKind.CLIENT, StatusCode.ERROR)
    assert facts_of(span) == {
        "http.request.method": "POST",
        "server.address": "bank.example",
        "server.port": 8443,
        "url.full": "https://bank.example:8443/charges/1",
        "http.response.status_code": 503,
        "error.type": "503",
    }


async def test_the_search_engine_too(exporter: InMemorySpanExporter) -> None:
    heard: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        search = SearchClient(f"http://127.0.0.1:{port}", "", "test_")
        with pytest.raises(SearchUnavailableError):
            await search.check()
        await search.close()

    (span,) = exporter.get_finished_spans()
    assert span.context is not None
    assert f"traceparent: 00-{span.context.trace_id:032x}-{id_of(span)}-0" in heard[0].lower()
    assert facts_of(span)["db.system.name"] == "meilisearch"
    assert span.status.status_code is StatusCode.ERROR


async def test_while_nobody_traces_nothing_is_made(ctx: RequestContext) -> None:
    assert tracing.span("work") is tracing.span("other work") is tracing.NOTHING
    assert tracing.batches() is None
    assert tracing.trace_headers() == {}
    async with ctx.transaction() as session:
        await enqueue(session, "test.untraced", {})
    (row,) = await ctx.db.fetch("DELETE FROM pgqueuer WHERE entrypoint = 'test.untraced' RETURNING headers", ())
    assert row["headers"] is None
