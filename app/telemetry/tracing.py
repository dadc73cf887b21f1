"""Spans: of requests, operations, batches of fields, SQL statements, calls to other systems, and jobs.

Nothing is set up, and hardly anything spent, unless the environment names a receiver (`OTEL_EXPORTER_OTLP_ENDPOINT` or
`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`). Names and attributes follow OpenTelemetry's semantic conventions.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from importlib.metadata import version
from typing import Any, Final, Protocol

from opentelemetry import context as otel_context
from opentelemetry.context import Context
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    TracerProvider,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

NOTHING: Final = nullcontext()
"""In place of a span, while nobody traces."""
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_FLUSH_SECONDS: Final = 3
_W3C: Final = TraceContextTextMapPropagator()


class _Tracing:
    """Of this process."""

    tracer: Tracer | None = None
    shut_down: Callable[[], None] | None = None


def start(service: str) -> None:
    """Send spans to the receiver that the environment names, if it names one. `service` is what they are of.

    All other variables of OpenTelemetry's specification count too: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES,
    OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, OTEL_SDK_DISABLED …
    """
    wanted = any(os.environ.get(name) for name in _ENDPOINTS)
    if not wanted or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or is_on():
        return
    # Imported here: the SDK and its exporter take long to import, and most processes do without.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider as SdkTracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME") or service
    resource = Resource.create({"service.name": name, "service.version": version("tradewind")})
    provider = SdkTracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_FLUSH_SECONDS)))
    use(provider)

    def shut_down() -> None:
        provider.force_flush(_FLUSH_SECONDS * 1000)
        provider.shutdown()

    _Tracing.shut_down = shut_down


def use(provider: TracerProvider | None) -> None:
    """Make spans with this provider from now on, or none."""
    _Tracing.tracer = provider.get_tracer("tradewind") if provider else None


async def stop() -> None:
    """Send what waits, for some seconds at most, and make no more spans."""
    shut_down, _Tracing.shut_down = _Tracing.shut_down, None
    _Tracing.tracer = None
    if shut_down is not None:
        await asyncio.to_thread(shut_down)


def is_on() -> bool:
    """Whether spans are made."""
    return _Tracing.tracer is not None


def span(
    name: str, attributes: Mapping[str, Any] | None = None, kind: SpanKind = SpanKind.INTERNAL
) -> AbstractContextManager[Span | None]:
    """What runs in the block, and in the tasks that it starts. An exception that leaves the block fails the span."""
    tracer = _Tracing.tracer
    return NOTHING if tracer is None else _current(tracer, name, kind, attributes, None)


def resumed(
    headers: Mapping[str, str], name: str, attributes: Mapping[str, Any], kind: SpanKind
) -> AbstractContextManager[Span | None]:
    """A span of work that another process asked for: below that one's, where W3C headers tell of it."""
    tracer = _Tracing.tracer
    return NOTHING if tracer is None else _current(tracer, name, kind, attributes, _W3C.extract(headers, Context()))


@contextmanager
def _current(
    tracer: Tracer, name: str, kind: SpanKind, attributes: Mapping[str, Any] | None, parent: Context | None
) -> Iterator[Span]:
    opened = tracer.start_span(name, parent, kind, attributes)
    token = otel_context.attach(set_span_in_context(opened))
    try:
        yield opened
    except BaseException as error:
        fail(opened, error)
        raise
    finally:
        otel_context.detach(token)
        opened.end()


def trace_headers() -> dict[str, str]:
    """The W3C headers that tell another process which span asks it; empty while nobody traces."""
    carrier: dict[str, str] = {}
    if is_on():
        _W3C.inject(carrier)
    return carrier


class _Batch(Protocol):
    """As `app.execution.trace.Span`."""

    path: Sequence[str]
    parents: int


def batches() -> Callable[[_Batch], Callable[[], None]] | None:
    """What `app.execution.Trace` calls for each batch of a field: nothing while nobody traces."""
    return None if _Tracing.tracer is None else partial(_open_batch, _Tracing.tracer)


def _open_batch(tracer: Tracer, batch: _Batch) -> Callable[[], None]:
    path = ".".join(batch.path)
    opened = tracer.start_span(
        f"resolve {path}", attributes={"graphql.field.path": path, "graphql.field.parents": batch.parents}
    )
    token = otel_context.attach(set_span_in_context(opened))

    def close() -> None:
        otel_context.detach(token)
        opened.end()

    return close


def tell_statement(statement: str, pool: str, seconds: float, error: BaseException | None) -> None:
    """The span of a SQL statement that has just ended. The texts are ours: values travel beside them."""
    tracer = _Tracing.tracer
    if tracer is None:
        return
    ended = time.time_ns()
    verb = statement.split(None, 1)[0].upper() if statement.strip() else "SQL"
    opened = tracer.start_span(
        verb,
        kind=SpanKind.CLIENT,
        attributes={
            "db.system.name": "postgresql",
            "db.operation.name": verb,
            "db.query.text": statement,
            "db.client.connection.pool.name": pool,
        },
        start_time=ended - int(seconds * 1e9),
    )
    if error is not None:
        fail(opened, error)
    opened.end(ended)


def fail(opened: Span, error: BaseException) -> None:
    """Mark a span as failed, by the kind of its error: what it says may quote what a client sent."""
    opened.set_attribute("error.type", type(error).__name__)
    opened.set_status(Status(StatusCode.ERROR, type(error).__name__))
