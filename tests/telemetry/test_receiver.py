"""A real OTLP receiver: spans arrive where the environment says, and nothing is set up where it says nothing."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.core.settings import Settings
from app.telemetry import tracing
from tests.support.client import open_client

pytestmark = pytest.mark.usefixtures("shop")

QUERY = {"query": '{ product(slug: "linen-shirt") { slug } }'}


class Receiver:
    """Takes spans by OTLP over HTTP."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.exports: list[ExportTraceServiceRequest] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.paths.append(head[0].split()[1])
        self.exports.append(
            ExportTraceServiceRequest.FromString(
                gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
            )
        )
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving() -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver()
    async with await asyncio.start_server(receiver.serve, "127.0.0.1", 0) as server:
        yield receiver, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_spans_arrive_with_the_name_of_the_service(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as (receiver, url):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        async with open_client(settings) as client:
            assert tracing.is_on()
            await client.http.post("/graphql", json=QUERY)
        assert not tracing.is_on()

    assert set(receiver.paths) == {"/v1/traces"}
    resources = [resource for export in receiver.exports for resource in export.resource_spans]
    facts = {each.key: each.value.string_value for each in resources[0].resource.attributes}
    assert facts["service.name"] == "tradewind"
    assert facts["service.version"] == "0.1.0"
    assert facts["deployment.environment.name"] == "test"
    names = {span.name for resource in resources for scope in resource.scope_spans for span in scope.spans}
    assert {"POST /graphql", "query", "resolve product", "SELECT"} <= names


@pytest.mark.parametrize(
    "environment",
    [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"}],
    ids=["nothing said", "switched off"],
)
async def test_without_a_receiver_nothing_is_set_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    async with open_client(settings) as client:
        answer = await client.http.post("/graphql", json=QUERY)
        assert not tracing.is_on()

    assert answer.json()["data"] == {"product": {"slug": "linen-shirt"}}
