"""Folders that the servers' own account can enter: pytest's are closed to it when the tests run as root."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """A fresh folder, removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="tradewind-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
