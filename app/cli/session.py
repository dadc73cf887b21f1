"""What commands share: the data folder, its servers, and the settings that follow."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.database import require_migrated
from app.cli.failures import CommandError, plain_errors
from app.core.settings import Settings
from app.embedded import load_settings, running_services
from app.embedded.processes import ExitReport

__all__ = ["DEFAULT_DATA_DIR", "CommandError", "DataDir", "command_context", "plain_errors", "unless_in_environment"]

DataDir = Annotated[
    Path,
    typer.Option("--data-dir", help="The folder of the shop's database, search index, secrets and media."),
]
DEFAULT_DATA_DIR = Path(".data")


@contextmanager
def command_context(
    data_dir: Path,
    *,
    long_lived: bool = False,
    needs_tables: bool = True,
    on_exit: ExitReport | None = None,
    **overrides: Any,
) -> Iterator[Settings]:
    """The settings of a command, with its servers running for as long as the block does.

    It shares the servers of a running `dev`, or starts its own. `long_lived` is for commands that run until they are
    stopped; `needs_tables=False` is for those that migrate. `overrides` are settings by name, stronger than the
    environment. Expected failures, of the block too, end the command with one line.
    """
    with plain_errors(), running_services(data_dir, long_lived=long_lived, on_exit=on_exit) as services:
        settings = load_settings(data_dir, services, **overrides)
        if needs_tables:
            asyncio.run(require_migrated(settings.database_url))
        yield settings


def unless_in_environment(variable: str, **override: Any) -> dict[str, Any]:
    """An override that an environment variable is stronger than."""
    return {} if os.environ.get(variable) else override
