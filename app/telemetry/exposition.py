"""The metrics as Prometheus reads them: of one process, or of all that share a folder, added up."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.telemetry import metrics

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def metrics_folder() -> Iterator[None]:
    """A folder in which the processes that are started in the block add up their metrics. It is removed after it.

    For processes that are started anew, not forked: prometheus-client looks for the folder when it is imported.
    """
    before = os.environ.get(_VARIABLE)
    folder = mkdtemp(prefix="tradewind-metrics-")
    os.environ[_VARIABLE] = folder
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = before
        shutil.rmtree(folder, ignore_errors=True)


def exposition(further: Iterable[Metric] = ()) -> bytes:
    """The text format, with metrics that are not of processes after those that are."""
    folder = _shared_folder()
    registry: CollectorRegistry = metrics.REGISTRY
    if folder is not None:
        _forget_the_dead(folder)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call] # prometheus-client leaves it untyped
    return generate_latest(registry) + generate_latest(_Given(further))


class _Given:
    """Metrics that were read elsewhere, in a registry's place."""

    def __init__(self, given: Iterable[Metric]) -> None:
        self._given = given

    def collect(self) -> Iterable[Metric]:
        return self._given


def _shared_folder() -> Path | None:
    """The folder that this process's metrics are kept in; None where they are in its memory."""
    folder = os.environ.get(_VARIABLE)
    is_shared = folder is not None and values.ValueClass is not values.MutexValue
    return Path(folder) if folder is not None and is_shared else None


def _forget_the_dead(folder: Path) -> None:
    """Drop what processes that have ended told of themselves as living. What they counted stays counted."""
    for file in folder.glob("gauge_live*_*.db"):
        process = int(file.stem.rpartition("_")[2])
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call] # see above
        except PermissionError:
            continue  # another user's process has the number: ours has gone, or this one is it; either way wait
