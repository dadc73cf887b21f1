"""A real PostgreSQL in the data folder, reached through a Unix socket that only its account can open."""

import asyncio
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import asyncpg

from app.embedded.accounts import account_for, own_folder, require_reachable
from app.embedded.errors import EmbeddedError
from app.embedded.parts import postgres_folder
from app.embedded.processes import Child, ExitReport, fresh_log

DATABASE = "tradewind"
SUPERUSER = "postgres"
PORT = 5432  # names the socket file; nothing listens on the network
SOCKET_PATH_LIMIT = 107  # bytes; sun_path of unix(7) without its closing zero
READY_WITHIN_SECONDS = (
    300  # recovery after a crash can take long, and is watched: a process that ends is noticed at once
)
PREVIOUS_ENDS_WITHIN_SECONDS = 60

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
}
# A crash of the machine may corrupt the data; a crash of the process does not. For tests alone.
UNSAFE_FOR_POWER_LOSS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """The server of one data folder. The caller owns the folder's lock."""

    def __init__(self, data_dir: Path, durable: bool, on_exit: ExitReport | None = None) -> None:
        self._cluster = data_dir / "postgres"
        self._account = account_for(data_dir)
        self._durable = durable
        self._sockets = socket_folder(data_dir)
        self._log = data_dir / "postgres.log"
        self._on_exit = on_exit
        self._child: Child | None = None

    def start(self) -> str:
        """Returns the database's URL when it answers, with the database made if need be."""
        self._require_binaries()
        require_reachable(
            self._cluster,
            self._account,
            "choose a folder it can reach with --data-dir, or run this as an ordinary user",
        )
        own_folder(self._sockets, self._account)
        if self._cluster.exists():
            own_folder(self._cluster, self._account)
            self._require_same_version()
            self._wait_for_previous()
        else:
            self._initialise()
        child = Child(
            name="PostgreSQL",
            command=self._server_command(),
            environment=server_environment(),
            death_signal=signal.SIGINT,  # a "fast" shutdown: open transactions roll back, nothing needs recovery
            account=self._account,
            log=fresh_log(self._log),
            on_exit=self._on_exit,
        )
        self._child = child
        child.start()
        self._wait_until_ready(child)
        run_apart(lambda: ensure_database(str(self._sockets)))
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self._sockets))}&port={PORT}"

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(signal.SIGINT, then=signal.SIGQUIT, patience=30)
            with suppress(OSError):
                self._sockets.rmdir()

    def _require_binaries(self) -> None:
        program = postgres_folder() / "bin" / "postgres"
        if not program.is_file():
            raise EmbeddedError(
                f"PostgreSQL is missing at {program}: run ./scripts/dev, which fetches it, "
                "or set DATABASE_URL to a server of your own."
            )
        require_reachable(
            program, self._account, "move the project to a folder it can reach, or run this as an ordinary user"
        )

    def _require_same_version(self) -> None:
        version_file = self._cluster / "PG_VERSION"
        if not version_file.is_file():
            raise EmbeddedError(
                f"{self._cluster} is not a PostgreSQL folder: move it away, or choose another --data-dir."
            )
        found, ours = version_file.read_text().strip(), binary_version()
        if found != ours:
            raise EmbeddedError(
                f"{self._cluster} was written by PostgreSQL {found} and this is PostgreSQL {ours}: "
                "choose another --data-dir, or export with the version that wrote it (pg_dumpall) and move it away."
            )

    def _initialise(self) -> None:
        """initdb into a folder beside, renamed when complete: an interruption never leaves half a cluster."""
        fresh = self._cluster.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        own_folder(fresh, self._account)
        command: list[str | Path] = [postgres_folder() / "bin" / "initdb", "--pgdata", fresh, "--username", SUPERUSER]
        # The folder of the socket is the guard, so that no password has to be kept. Texts sort by code point, the
        # same on every machine; shoppers' languages sort by an explicit ICU collation where it matters.
        command += [
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]
        if not self._durable:
            command.append("--no-sync")
        child = Child(
            name="initdb",
            command=command,
            environment=server_environment(),
            death_signal=signal.SIGKILL,
            account=self._account,
            log=fresh_log(self._log.with_name("initdb.log")),
        )
        child.start()
        if not child.wait(READY_WITHIN_SECONDS) or not (fresh / "global" / "pg_control").is_file():
            child.stop(signal.SIGTERM)
            raise EmbeddedError(f"PostgreSQL could not make its folder {fresh}.{child.last_words()}")
        fresh.rename(self._cluster)

    def _wait_for_previous(self) -> None:
        """A server whose owner was killed is still shutting down, or left its pid file behind."""
        pid_file = self._cluster / "postmaster.pid"
        deadline = time.monotonic() + PREVIOUS_ENDS_WITHIN_SECONDS
        while (pid := read_postmaster(pid_file)[0]) is not None and users_of(self._cluster):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Another PostgreSQL (process {pid}) still uses {self._cluster}: stop it with `kill -INT {pid}`."
                )
            time.sleep(0.05)
        # PostgreSQL refuses to start when the pid in a stale file is now that of any other process, as happens when a
        # container starts again. Nobody works in the folder and its lock is ours, so the file says nothing.
        pid_file.unlink(missing_ok=True)

    def _server_command(self) -> list[str | Path]:
        settings = ALWAYS | ({} if self._durable else UNSAFE_FOR_POWER_LOSS)
        command: list[str | Path] = [
            postgres_folder() / "bin" / "postgres",
            "-D",
            self._cluster,
            "-k",
            self._sockets,
            "-p",
            str(PORT),
        ]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _wait_until_ready(self, child: Child) -> None:
        """Ready is what this very process has written: a connection could be answered by somebody else's server."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while read_postmaster(self._cluster / "postmaster.pid") != (child.pid, "ready"):
            if child.wait(0.01):
                raise EmbeddedError(f"PostgreSQL did not start.{child.last_words()}")
            if time.monotonic() > deadline:
                self.stop()
                raise EmbeddedError(
                    f"PostgreSQL was not ready within {READY_WITHIN_SECONDS} seconds.{child.last_words()}"
                )


def socket_folder(data_dir: Path) -> Path:
    """In the data folder when the path is short enough for a socket, else in the folder for temporary files.

    A comma would separate two hosts in a database URL, so such a data folder is not named in one either.
    """
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    for folder in (data_dir / "run", Path(tempfile.gettempdir()) / f"tradewind-{digest}"):
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT and "," not in str(folder):
            return folder
    raise EmbeddedError(
        f"No path short enough for PostgreSQL's socket ({SOCKET_PATH_LIMIT} bytes): "
        "choose a shorter --data-dir, or a shorter TMPDIR."
    )


def server_environment() -> dict[str, str]:
    """Ours without the variables that would configure the server behind our back."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "MEILI_"))}


def binary_version() -> str:
    """The major version that PG_VERSION would hold: "postgres (PostgreSQL) 18.4" is 18."""
    program = postgres_folder() / "bin" / "postgres"
    try:
        answer = subprocess.run(  # noqa: S603 - our own program, no input
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(
            f"PostgreSQL cannot run on this machine ({error}): set DATABASE_URL to a server of your own."
        ) from error
    return answer.split()[-1].split(".")[0]


def read_postmaster(pid_file: Path) -> tuple[int | None, str]:
    """The pid (line 1) and the state (line 8) that a postmaster keeps in its folder, as far as it has written them."""
    with suppress(OSError, ValueError, IndexError):
        lines = pid_file.read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    return None, ""


def users_of(cluster: Path) -> list[int]:
    """The servers at work in the folder: a postmaster and its children have it as their working directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "comm").read_text().strip() == "postgres" and (process / "cwd").samefile(cluster):
                found.append(int(process.name))
    return found


async def ensure_database(sockets: str) -> None:
    """Make the database when it is absent."""
    connection = await asyncpg.connect(host=sockets, port=PORT, user=SUPERUSER, database="postgres")
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


def run_apart(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Run a coroutine to its end in a thread of its own: the caller may be inside a running event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()
