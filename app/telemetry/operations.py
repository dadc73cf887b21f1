"""What is told of every operation, and of what is refused before it becomes one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from app.core.logging import log
from app.telemetry import metrics, tracing
from app.telemetry.names import ANONYMOUS, BoundedNames
from app.telemetry.tallies import Count, Durations

MOST_NAMES: Final = 200
"""Names of operations that have a label of their own."""
_MOST_CODES: Final = 100
_SLOWEST: Final = 5


class Outcome(StrEnum):
    """How an operation ended. One that is not executed is no operation yet: see `Telemetry.refused`."""

    OK = "ok"
    ERRORS = "errors"


class Cache(StrEnum):
    """What the kept answers had for it."""

    HIT = "hit"
    MISS = "miss"
    BYPASS = "bypass"


class BatchSpan(Protocol):
    """A batch of a field, as `app.execution.trace.Span` tells of it."""

    @property
    def path(self) -> Sequence[str]: ...
    @property
    def parents(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def statements(self) -> int: ...
    @property
    def statement_seconds(self) -> float: ...


class OperationTrace(Protocol):
    """What an operation spent its time on, as `app.execution.Trace` gathers it."""

    @property
    def spans(self) -> Sequence[Any]:
        """Each a `BatchSpan`."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One operation, after it."""

    name: str | None
    """As the document names it; None for one without a name."""
    kind: str
    """`query`, `mutation`, or `subscription`, of which each event counts."""
    outcome: Outcome
    cache: Cache
    seconds: float
    digest: bytes = b""
    """The SHA-256 of the document."""
    request_id: str = ""
    cost: int = 0
    trace: OperationTrace | None = None


class Telemetry:
    """The metrics of operations, and the log of slow ones. One per process; its methods do not raise."""

    def __init__(self, *, slow_ms: float) -> None:
        """Operations that take `slow_ms` or longer are logged; 0 logs all."""
        self._slow_seconds = slow_ms / 1000
        self._names = BoundedNames(MOST_NAMES)
        self._codes = BoundedNames(_MOST_CODES)
        self._durations: dict[tuple[str, str, str], Durations] = {}
        self._hits: dict[tuple[str | None, str], Durations] = {}
        self._cache = {cache.value: Count(metrics.OPERATION_CACHE.labels(cache.value)) for cache in Cache}
        self._hit = self._cache[Cache.HIT.value]
        self._cost = Count(metrics.OPERATION_COST)

    def operation(self, name: str | None, kind: str, digest: bytes) -> AbstractContextManager[object]:
        """The span of an operation. What runs within is below it."""
        if not tracing.is_on():
            return tracing.NOTHING
        label = self._names.label(name)
        return tracing.span(
            f"{kind} {label}" if name else kind,
            {
                "graphql.operation.type": kind,
                "graphql.operation.name": name or "",
                "graphql.document.hash": f"sha256:{digest.hex()}",
            },
        )

    def trust(self, name: str | None) -> None:
        """An operation of this name is one of the shop's own: its name is a label in any case."""
        self._names.trust(name)

    def batches(self) -> Callable[[Any], Callable[[], None]] | None:
        """For the trace of an operation: makes a span of each batch, and is None while nobody traces."""
        return tracing.batches()

    def hit(self, name: str | None, kind: str, seconds: float) -> None:
        """An operation was answered by what is kept."""
        durations = self._hits.get((name, kind))
        if durations is None:
            durations = self._of(name, kind, Outcome.OK.value)
            if self._names.label(name) in (name, ANONYMOUS):  # one of `(other)` is not remembered by its name
                self._hits[name, kind] = durations
        durations.add(seconds)
        self._hit.count += 1

    def finished(self, operation: Finished) -> None:
        """An operation was executed. Call it once, whatever became of it."""
        durations = self._of(operation.name, operation.kind, operation.outcome.value)
        durations.add(operation.seconds)
        self._cache[operation.cache.value].count += 1
        self._cost.count += operation.cost
        if operation.seconds >= self._slow_seconds:
            log.warning("slow operation", **_facts(operation))

    def refused(self, code: str) -> None:
        """A request, a message or an operation was refused with this code."""
        metrics.REFUSED.labels(self._codes.label(code)).inc()

    @contextmanager
    def connection(self, transport: str) -> Iterator[None]:
        """A socket (`websocket`) or an event stream (`sse`, `multipart`) is open for as long as the block runs."""
        gauge = metrics.CONNECTIONS.labels(transport)
        gauge.inc()
        try:
            yield
        finally:
            gauge.dec()

    @contextmanager
    def subscription(self) -> Iterator[None]:
        """A subscription runs."""
        metrics.SUBSCRIPTIONS.inc()
        try:
            yield
        finally:
            metrics.SUBSCRIPTIONS.dec()

    def _of(self, name: str | None, kind: str, outcome: str) -> Durations:
        key = (self._names.label(name), kind, outcome)
        durations = self._durations.get(key)
        if durations is None:
            histogram = metrics.OPERATION_SECONDS.labels(*key)
            durations = self._durations[key] = Durations(histogram, metrics.OPERATION_BOUNDS)
        return durations


def _facts(operation: Finished) -> dict[str, Any]:
    """Of a line in the log. No variable is among them."""
    spans: Sequence[BatchSpan] = operation.trace.spans if operation.trace else ()
    slowest = sorted(spans, key=lambda span: span.seconds, reverse=True)[:_SLOWEST]
    return {
        "operation": operation.name,
        "kind": operation.kind,
        "outcome": operation.outcome.value,
        "document_sha256": operation.digest.hex(),
        "seconds": round(operation.seconds, 6),
        "statements": sum(span.statements for span in spans),
        "statement_seconds": round(sum(span.statement_seconds for span in spans), 6),
        "cost": operation.cost,
        "slowest": [
            {
                "path": ".".join(span.path),
                "parents": span.parents,
                "seconds": round(span.seconds, 6),
                "statements": span.statements,
            }
            for span in slowest
        ],
        **({"request_id": operation.request_id} if operation.request_id else {}),
    }
