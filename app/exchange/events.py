"""Facts of imports and exports. They are announced and not recorded: only those who watch follow them."""

from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True)
class ExchangeJobChanged(Event):
    """A job began, got on, ended or was cancelled; the subject is the job."""
