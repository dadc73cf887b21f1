"""The servers of a data folder, as one context manager."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from app.embedded.errors import EmbeddedError
from app.embedded.meilisearch import Meilisearch
from app.embedded.ownership import Guest, Notice, Owner, Services, own_or_enter, write_notice
from app.embedded.parts import servers_fit_this_machine
from app.embedded.postgres import Postgres
from app.embedded.processes import ExitReport


@contextmanager
def running_services(
    data_dir: Path,
    *,
    durable: bool = True,
    long_lived: bool = False,
    on_exit: ExitReport | None = None,
    notice: Notice = write_notice,
) -> Iterator[Services]:
    """The servers of the folder, started or, where another process runs them already, shared with it.

    `DATABASE_URL` and `MEILI_URL` in the environment each stand in for the server of that name. `durable=False` is
    for tests: faster, and safe against everything but a failure of the whole machine. `on_exit` is told, from another
    thread, of a server of ours that ends by itself. Raises EmbeddedError, one line that says what to do.
    """
    outside = _with_environment(Services("", "", ""))
    if outside.database_url and outside.meili_url:
        yield outside
        return
    if not servers_fit_this_machine():
        raise EmbeddedError(
            "PostgreSQL and Meilisearch come with Tradewind on Linux x86-64 only: "
            "set DATABASE_URL and MEILI_URL (with MEILI_KEY) to servers of your own."
        )
    folder = _prepare(data_dir)
    try:
        place = own_or_enter(folder, long_lived, notice)
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename} belongs to another user: run this as that user, or choose another --data-dir."
        ) from error
    if isinstance(place, Guest):
        try:
            yield _with_environment(place.services)
        finally:
            place.release()
        return
    with _owned(place, folder, durable, on_exit) as services:
        yield services
        # Not reached when the caller leaves by an error or Ctrl-C: then nobody wants to wait for other commands.
        place.close_to_guests(wait=not long_lived, notice=notice)


@contextmanager
def _owned(owner: Owner, folder: Path, durable: bool, on_exit: ExitReport | None) -> Iterator[Services]:
    """Start what the environment does not name; stop it in the opposite order, whatever happens."""
    with ExitStack() as stack:
        stack.callback(owner.release)
        services = _with_environment(Services("", "", ""))
        try:
            if not services.database_url:
                postgres = Postgres(folder, durable, on_exit)
                stack.callback(postgres.stop)
                services = replace(services, database_url=postgres.start())
            if not services.meili_url:
                meilisearch = Meilisearch(folder, on_exit)
                stack.callback(meilisearch.stop)
                url, keys = meilisearch.start()
                services = replace(services, meili_url=url, meili_key=keys.index_key, meili_search_key=keys.search_key)
            owner.announce(services)
        except OSError as error:
            raise EmbeddedError(
                f"The servers cannot use {folder}: {error}. Correct that, or choose another --data-dir."
            ) from error
        stack.callback(owner.close_to_guests, wait=False, notice=write_notice)
        yield services


def _with_environment(services: Services) -> Services:
    """An empty variable counts as absent, as it does in a shell's `${NAME:-}`."""
    database_url, meili_url = os.environ.get("DATABASE_URL"), os.environ.get("MEILI_URL")
    if database_url:
        services = replace(services, database_url=database_url)
    if meili_url:
        key, search_key = os.environ.get("MEILI_KEY", ""), os.environ.get("MEILI_SEARCH_KEY", "")
        services = replace(services, meili_url=meili_url, meili_key=key, meili_search_key=search_key)
    return services


def _prepare(data_dir: Path) -> Path:
    """Make the folder. What we make ourselves is passable, so that under root the servers' own account gets through."""
    folder = data_dir.absolute()
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)
        folder = folder.resolve()
        if not os.access(folder, os.W_OK | os.X_OK):
            raise EmbeddedError(
                f"{folder} cannot be written to: give yourself the right to, or choose another --data-dir."
            )
    except OSError as error:
        raise EmbeddedError(
            f"{folder} cannot be the data folder: {error.strerror}. Choose another --data-dir."
        ) from error
    return folder
