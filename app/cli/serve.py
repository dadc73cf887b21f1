"""`tradewind serve`: the API."""

import multiprocessing
import os
import signal
import socket
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Annotated

import typer

from app.asgi import create_app
from app.cli.interruption import stoppable
from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, command_context
from app.cli.workers import Workers
from app.core.settings import Settings
from app.embedded import environment_for
from app.embedded.bound import die_with_parent
from app.http.port import bind, take_new_connections
from app.http.server import Server, ServerConfig
from app.telemetry import metrics_folder

_CLOSING_SECONDS = 5.0
"""For a process to close its connections, after the time that its requests may take."""


def serve(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 is every network of the machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer.")] = 1,
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="Share the port with the server that has it, which can then be stopped."),
    ] = False,
) -> None:
    """Serve the API. The database must be migrated, and `tradewind worker` does the work behind it.

    SIGTERM stops it when what runs has been answered. SIGHUP replaces several workers one by one, without a request
    lost.

    Example: tradewind serve --host 0.0.0.0 --port 80 --workers 4
    """
    with stoppable(), command_context(data_dir, long_lived=True) as settings:
        listening = _bind(host, port, take_over)

        def announce() -> None:
            if take_over:
                take_new_connections(listening)
            typer.echo(f"Serving on http://{host}:{port}")

        with listening:
            if workers == 1:
                Server(ServerConfig(create_app(settings), settings), announce).run([listening])
            else:
                os.environ.update(environment_for(settings))  # the workers read their settings from there
                patience = settings.request_seconds + _CLOSING_SECONDS
                with metrics_folder():
                    Workers(workers, lambda says: _process(listening, says), patience=patience, on_ready=announce).run()


def _bind(host: str, port: int, take_over: bool) -> socket.socket:
    try:
        return bind(host, port, beside_another=take_over)
    except OSError as error:
        advice = "" if take_over else " A server of Tradewind that has the port is replaced with --take-over."
        raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror}.{advice}") from None


def _process(listening: socket.socket, says: Connection) -> SpawnProcess:
    return multiprocessing.get_context("spawn").Process(target=work, args=(listening, says))


def work(listening: socket.socket, says: Connection) -> None:
    """One worker: it ends with the process that started it, and says when it answers."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        die_with_parent(signal.SIGKILL, parent.pid)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a closed terminal is the parent's business
    settings = Settings()
    Server(ServerConfig(create_app(settings), settings), lambda: says.send_bytes(b"ready")).run([listening])
