"""Data folders of their own, and programs that are ended whatever happens."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.embedded.processes import OUTSIDE_SERVERS, TRADEWIND, Program


@pytest.fixture(autouse=True)
def no_outside_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown here is shown of the embedded servers."""
    for name in OUTSIDE_SERVERS:
        monkeypatch.delenv(name, raising=False)


def _make_folder() -> Path:
    # Not pytest's own: its path is long, and under root closed to the account that the servers run as.
    folder = Path(tempfile.mkdtemp(prefix="tradewind-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data folder."""
    folder = _make_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def kept_data_dir() -> Iterator[Path]:
    """A data folder that the tests of one file share, so that not every one has to make a cluster."""
    folder = _make_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def run() -> Iterator[Callable[..., Program]]:
    """Start `tradewind` with these arguments."""
    programs: list[Program] = []

    def start(*arguments: str | Path, command: list[str] | None = None, **environment: str) -> Program:
        program = Program([*(command or TRADEWIND), *arguments], environment)
        programs.append(program)
        return program

    yield start
    for program in programs:
        program.discard()
