"""What an operation spent its time on: each batch with its parents, its SQL statements, its start and its duration."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class Span:
    """One call of a field's function."""

    path: Sequence[str]
    parents: int
    start: float
    """Seconds since the operation began."""
    seconds: float = 0.0
    statements: int = 0
    statement_seconds: float = 0.0


Opened = Callable[[Span], Callable[[], None]]
"""Told of a batch that begins; what it gives is called when the batch ends, in the same task."""

_current: ContextVar[Span | None] = ContextVar("current_span", default=None)


def count_statement(_statement: str) -> None:
    """Tell the batch that is running here of one more statement. An observer of the database."""
    span = _current.get()
    if span is not None:
        span.statements += 1


def time_statement(_statement: str, _pool: str, seconds: float, _error: BaseException | None) -> None:
    """Tell the same batch how long the statement took. A watcher of the database."""
    span = _current.get()
    if span is not None:
        span.statement_seconds += seconds


@dataclass(slots=True)
class Trace:
    """The spans of one operation, in the order in which they began."""

    began: float = field(default_factory=time.perf_counter)
    spans: list[Span] = field(default_factory=list)
    opened: Opened | None = None

    @contextmanager
    def span(self, path: Sequence[str], parents: int) -> Iterator[None]:
        """What runs in the block, and in the tasks that it starts, belongs to this field."""
        started = time.perf_counter()
        span = Span(path, parents, started - self.began)
        self.spans.append(span)
        token = _current.set(span)
        close = self.opened(span) if self.opened else None
        try:
            yield
        finally:
            if close:
                close()
            _current.reset(token)
            span.seconds = time.perf_counter() - started
