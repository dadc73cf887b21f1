"""What an operation spent its time on: each batch with its parents, its SQL statements, its start and its duration."""

import time
from collections.abc import Iterator, Sequence
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


_current: ContextVar[Span | None] = ContextVar("current_span", default=None)


def count_statement(_statement: str) -> None:
    """Tell the batch that is running here of one more statement. An observer of the database."""
    span = _current.get()
    if span is not None:
        span.statements += 1


@dataclass(slots=True)
class Trace:
    """The spans of one operation, in the order in which they began."""

    began: float = field(default_factory=time.perf_counter)
    spans: list[Span] = field(default_factory=list)

    @contextmanager
    def span(self, path: Sequence[str], parents: int) -> Iterator[None]:
        """What runs in the block, and in the tasks that it starts, belongs to this field."""
        started = time.perf_counter()
        span = Span(path, parents, started - self.began)
        self.spans.append(span)
        token = _current.set(span)
        try:
            yield
        finally:
            _current.reset(token)
            span.seconds = time.perf_counter() - started
