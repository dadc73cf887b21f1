"""pgqueuer's own warnings (a heartbeat that could not be written, a lost status), in the shop's log."""

import logging

from pgqueuer.core.logconfig import logger as library_logger

from app.core.logging import log

_TERMINAL_FAILURE = "Exception while processing entrypoint/job-id: %s/%s"
"""`JobExecutor` has logged this already, and knows more."""


class _Forward(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if record.msg != _TERMINAL_FAILURE:
            log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)


_forward = _Forward(logging.WARNING)


def forward_warnings() -> None:
    """From now on; a second call changes nothing."""
    library_logger.addHandler(_forward)
