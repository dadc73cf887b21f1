"""A real Meilisearch in the data folder, on a free port of this machine's own interface, behind a generated key."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.embedded.accounts import account_for, own_folder, require_reachable
from app.embedded.errors import EmbeddedError
from app.embedded.parts import meilisearch_binary
from app.embedded.postgres import server_environment
from app.embedded.processes import Child, ExitReport, fresh_log
from app.embedded.secret_files import kept_secret

if TYPE_CHECKING:
    from search.engine.keys import Keys

HOST = "127.0.0.1"
INDEXING_MEMORY = "256MiB"  # without a limit it takes two thirds of the machine's memory
ANY_PREFIX = "*"
"""The server is one shop's own, whatever its indexes are called."""
READY_WITHIN_SECONDS = 60
ATTEMPTS = 3  # another program may take the free port before the server does


class Meilisearch:
    """The server of one data folder. The caller owns the folder's lock: Meilisearch itself has none."""

    def __init__(self, data_dir: Path, on_exit: ExitReport | None = None) -> None:
        self._data_dir = data_dir
        self._folder = data_dir / "meilisearch"
        self._account = account_for(data_dir)
        self._on_exit = on_exit
        self._child: Child | None = None

    def start(self) -> "tuple[str, Keys]":
        """Returns its URL and the keys of its one shop when it answers."""
        binary = find_binary()
        require_reachable(
            binary, self._account, "move it to a folder that user can reach, or run this as an ordinary user"
        )
        own_folder(self._folder, self._account)
        self._require_same_version(binary)
        key = kept_secret(self._data_dir / "meili_key")
        for attempt in range(1, ATTEMPTS + 1):
            port = free_port()
            child = self._child = self._make_child(binary, port, key)
            child.start()
            if self._answers(child, port, key):
                return f"http://{HOST}:{port}", self._make_keys(f"http://{HOST}:{port}", key)
            if child.is_running or attempt == ATTEMPTS:
                break
        self.stop()
        raise EmbeddedError(f"Meilisearch did not start.{child.last_words()}")

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(signal.SIGTERM, patience=10)

    def _make_keys(self, url: str, master_key: str) -> "Keys":
        """At each start: what a wiped folder has lost is made again, and is the same."""
        from search.engine.keys import KeysRefusedError, make_keys  # brings the whole business along

        try:
            return make_keys(url, master_key, ANY_PREFIX)
        except (OSError, KeysRefusedError) as error:
            self.stop()
            raise EmbeddedError(f"Meilisearch did not make its keys: {error}") from error

    def _make_child(self, binary: Path, port: int, key: str) -> Child:
        folder = self._folder
        command: list[str | Path] = [
            binary,
            "--db-path",
            folder / "data",
            "--dump-dir",
            folder / "dumps",
            "--snapshot-dir",
            folder / "snapshots",
        ]
        command += ["--http-addr", f"{HOST}:{port}", "--env", "development", "--log-level", "WARN"]
        command += ["--no-analytics", "--max-indexing-memory", INDEXING_MEMORY]
        return Child(
            name="Meilisearch",
            command=command,
            environment=server_environment() | {"MEILI_MASTER_KEY": key},  # not an argument: those are seen by everyone
            death_signal=signal.SIGKILL,  # a second one beside a slow ending would write to the same files
            account=self._account,
            log=fresh_log(self._data_dir / "meilisearch.log"),
            on_exit=self._on_exit,
        )

    def _require_same_version(self, binary: Path) -> None:
        """Another minor version makes Meilisearch end with a backtrace, so its file is read first."""
        version_file = self._folder / "data" / "VERSION"
        if not version_file.is_file():
            return
        found, ours = version_file.read_text().strip(), binary_version(binary)
        if found.split(".")[:2] != ours.split(".")[:2]:
            raise EmbeddedError(
                f"{self._folder} was written by Meilisearch {found} and this is Meilisearch {ours}: remove that "
                "folder, and `tradewind dev` fills a new index from the database; or choose another --data-dir."
            )

    def _answers(self, child: Child, port: int, key: str) -> bool:
        """Whether this server answers in time. The key is known to no other server that may have taken the port."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and not child.wait(0.02):
            connection = http.client.HTTPConnection(HOST, port, timeout=5)
            try:
                connection.request("GET", "/version", headers={"Authorization": f"Bearer {key}"})
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return True
            except (OSError, http.client.HTTPException):
                continue
            finally:
                connection.close()
        return False


def find_binary() -> Path:
    """`MEILI_BIN`, else `meilisearch` on the PATH, else the one that npm brought."""
    named = os.environ.get("MEILI_BIN")
    if named:
        if not os.access(named, os.X_OK):
            raise EmbeddedError(
                f"MEILI_BIN names {named}, which is not a program: correct it, or unset it to use Tradewind's own."
            )
        return Path(named).absolute()
    on_path = shutil.which("meilisearch")
    if on_path:
        return Path(on_path).absolute()
    brought = meilisearch_binary()
    if not brought.is_file():
        raise EmbeddedError(
            f"Meilisearch is missing at {brought}: run ./scripts/dev, which fetches it, "
            "or name one in MEILI_BIN, or a server in MEILI_URL."
        )
    return brought


def binary_version(binary: Path) -> str:
    """ "meilisearch 1.21.0" is 1.21.0."""
    try:
        answer = subprocess.run(  # noqa: S603 - the program that is started next, no input
            [binary, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(
            f"{binary} cannot run on this machine ({error}): name another in MEILI_BIN, or a server in MEILI_URL."
        ) from error
    version = re.search(r"\d+\.\d+\.\d+", answer)
    if version is None:
        raise EmbeddedError(f"{binary} does not say that it is Meilisearch: name another in MEILI_BIN.")
    return version.group()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
