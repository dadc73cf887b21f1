"""Structured logs on standard error: readable in development, JSON in production, secrets never."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.core.settings import Environment

_SECRETS = re.compile(r"\b(cart|order|staff)_secret_[A-Za-z0-9_-]+")


def _redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {
        key: _SECRETS.sub(r"\1_secret_…", value) if isinstance(value, str) else value for key, value in event.items()
    }


def configure(environment: Environment) -> None:
    """Call once per process."""
    production = environment is Environment.PRODUCTION
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


log: structlog.stdlib.BoundLogger = structlog.get_logger()
