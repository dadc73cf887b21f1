"""Structured logs on standard error: readable in development, JSON in production, secrets never.

Within a request every line carries `request_id` and `trace_id`, lines of libraries included.
"""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Final

import structlog
from opentelemetry import trace

from app.core.redaction import redacted
from app.core.settings import Environment

request_ids: ContextVar[tuple[str, str] | None] = ContextVar("request_ids", default=None)
"""The request's id, and the id of the trace that its caller is in, empty where that said nothing. Set once per request;
read only when something is logged."""

_LIBRARIES: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
"""Loggers that a server gives handlers of their own."""


def configure(environment: Environment) -> None:
    """Call once per process, after a server has set up its own logs."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _identify,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if environment is Environment.PRODUCTION
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _StandardError(),
    )
    _adopt_libraries(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )


class _StandardError:
    """Writes to what is standard error now, not to what it was when the logs were set up."""

    def msg(self, message: str) -> None:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    debug = info = warn = warning = error = exception = critical = fatal = failure = log = msg


class _LibraryHandler(logging.Handler):
    """Warnings of libraries, in the same form as our own lines."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            _StandardError().msg(self.format(record))
        except Exception:
            self.handleError(record)


def _adopt_libraries(formatter: logging.Formatter) -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _LibraryHandler)]:
        root.removeHandler(handler)
    handler = _LibraryHandler(logging.WARNING)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def _identify(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the ids of the request and its trace. Where nobody traces, the request's id stands for that of the trace."""
    request_id, trace_id = request_ids.get() or ("", "")
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        trace_id = trace.format_trace_id(span.trace_id)
    if request_id:
        event.setdefault("request_id", request_id)
    if trace_id or request_id:
        event.setdefault("trace_id", trace_id or request_id)
    return event


def _redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redacted(value, key) for key, value in event.items()}


log: structlog.stdlib.BoundLogger = structlog.get_logger()
