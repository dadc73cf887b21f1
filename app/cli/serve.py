"""`tradewind serve`: the API."""

import multiprocessing
import os
import signal
from typing import Annotated

import typer
import uvicorn
from starlette.applications import Starlette

from app.asgi import create_app
from app.cli.interruption import stoppable
from app.cli.session import DEFAULT_DATA_DIR, DataDir, command_context
from app.embedded import environment_for
from app.embedded.bound import die_with_parent

GRACE_SECONDS = 5  # for open subscriptions, which would otherwise keep the process for as long as their clients like


def serve(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 is every network of the machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer.")] = 1,
) -> None:
    """Serve the API. The database must be migrated, and `tradewind worker` does the work behind it.

    Example: tradewind serve --host 0.0.0.0 --port 80 --workers 4
    """
    with stoppable(), command_context(data_dir, long_lived=True) as settings:
        os.environ.update(environment_for(settings))  # further processes read their settings from there
        uvicorn.run(
            "app.cli.serve:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http="httptools",
            ws="websockets-sansio",
            access_log=False,
            server_header=False,
            log_level="warning",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


def application() -> Starlette:
    """The application of one server process, which ends with the process that started it."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        die_with_parent(signal.SIGKILL, parent.pid)
    return create_app()
