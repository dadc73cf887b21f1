"""`tradewind dev`: a whole shop on this machine, from one command."""

import asyncio
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Annotated

import typer

from app.cli.fill import fill
from app.cli.interruption import stoppable
from app.cli.migrate import upgrade
from app.cli.session import (
    DEFAULT_DATA_DIR,
    CommandError,
    DataDir,
    command_context,
    plain_errors,
    unless_in_environment,
)
from app.core.settings import Settings
from app.embedded import environment_for
from app.embedded.processes import Child

HOST = "127.0.0.1"
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10

Ended = SimpleQueue[str]
"""Of each process that ended without having been asked to, one line."""


def dev(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port of the API, on this machine only.")] = 8000,
    empty: Annotated[bool, typer.Option("--empty", help="Do not load the demo shop.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer the API.")] = 1,
) -> None:
    """Run PostgreSQL, Meilisearch, the API and a worker, with a demo shop to try. Ctrl-C stops everything.

    DATABASE_URL and MEILI_URL (with MEILI_KEY) take servers of your own instead.

    Example: tradewind dev --port 8001 --data-dir /tmp/second-shop
    """
    ended: Ended = SimpleQueue()
    data_dir = data_dir.absolute()
    public_url = f"http://{HOST}:{port}"
    override = unless_in_environment("TRADEWIND_PUBLIC_URL", public_url=public_url)
    with stoppable(), plain_errors():
        _require_free_port(port)
        typer.echo(f"Starting the servers in {data_dir} …")
        with command_context(data_dir, long_lived=True, needs_tables=False, on_exit=ended.put, **override) as settings:
            typer.echo(asyncio.run(upgrade(settings.database_url)))
            asyncio.run(fill(settings, empty))
            typer.echo("Starting the API and the worker …")
            with _running(_children(settings, data_dir, port, workers, ended)):
                _wait_until_ready(port, ended)
                typer.echo(f"Ready: {public_url}/graphql")
                raise CommandError(f"{ended.get()} Everything was stopped.")


def _require_free_port(port: int) -> None:
    """Asked before anything is started. The server may lose it to another program in between, and then says so."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CommandError(
                f"Port {port} needs the rights of root: choose one from 1024 up, as in --port 8000."
            ) from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise CommandError(
                f"Port {port} is in use by another program: stop it, or choose another, as in --port {other}."
            ) from None


def _children(settings: Settings, data_dir: Path, port: int, workers: int, ended: Ended) -> list[Child]:
    """In the order in which they are stopped: no request is taken any more while the last work is done."""
    tradewind: list[str | Path] = [sys.executable, "-P", "-m", "app.cli"]
    serve = [
        *tradewind,
        "serve",
        "--data-dir",
        data_dir,
        "--host",
        HOST,
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    work = [*tradewind, "worker", "--data-dir", data_dir]
    environment = os.environ | environment_for(settings)
    searches_only = environment | ({"MEILI_KEY": ""} if environment["MEILI_SEARCH_KEY"] else {})
    return [
        Child(
            name=name,
            command=command,
            environment=variables,
            death_signal=signal.SIGKILL,  # the database survives that, and nothing may linger on the port
            on_exit=ended.put,
        )
        for name, command, variables in (("The API", serve, searches_only), ("The worker", work, environment))
    ]


@contextmanager
def _running(children: Sequence[Child]) -> Iterator[None]:
    try:
        for child in children:
            child.start()
        yield
    finally:
        for child in children:
            child.stop(signal.SIGTERM, patience=STOP_WITHIN_SECONDS)


def _wait_until_ready(port: int, ended: Ended) -> None:
    """Ready is what the API says of itself: the database answers and has what a shop needs."""
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    answer = "nothing"
    while time.monotonic() < deadline:
        with suppress(Empty):
            raise CommandError(f"{ended.get(timeout=0.05)} Everything was stopped.")
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            response = connection.getresponse()
            if response.status == http.HTTPStatus.OK:
                return
            answer = f"{response.status} {response.read(500).decode(errors='replace').strip()}"
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    raise CommandError(f"The API was not ready within {READY_WITHIN_SECONDS} seconds; its last answer was {answer}.")
