"""Looking at processes, and running `tradewind` as one."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

TRADEWIND = [sys.executable, "-P", "-m", "app.cli"]
OUTSIDE_SERVERS = ("DATABASE_URL", "MEILI_URL", "MEILI_KEY")


def processes_of(folder: Path) -> dict[int, str]:
    """Every process that works in the folder, names it in its command, or has it in its environment."""
    mark, ours, found = os.fsencode(folder), os.getpid(), {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            texts = (command, (process / "environ").read_bytes(), os.fsencode((process / "cwd").readlink()))
            if int(process.name) != ours and any(mark in text for text in texts):
                found[int(process.name)] = command.replace(b"\0", b" ").decode(errors="replace")
    return found


def children_by_command(folder: Path, part: str) -> list[int]:
    """The pids of the folder's processes whose command holds the words."""
    return [pid for pid, command in processes_of(folder).items() if part in command]


def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Program:
    """A running program whose output is collected line by line."""

    def __init__(self, command: Sequence[str | Path], environment: dict[str, str] | None = None) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in OUTSIDE_SERVERS}
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=inherited | (environment or {}),
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._readers = [self._read(self.process.stdout, self.lines), self._read(self.process.stderr, self.errors)]

    @staticmethod
    def _read(stream: IO[bytes] | None, lines: list[str]) -> threading.Thread:
        assert stream is not None

        def read() -> None:
            with stream:
                for line in stream:
                    lines.append(line.decode().rstrip("\n"))  # noqa: PERF401 - seen by the test as it comes

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread

    def until(self, line_start: str, seconds: float = 60) -> str:
        """Wait for a line of its output that begins so."""
        deadline = time.monotonic() + seconds
        while True:
            for line in list(self.lines):
                if line.startswith(line_start):
                    return line
            assert self.process.poll() is None, f"it ended early: {self.lines} {self.errors}"
            assert time.monotonic() < deadline, f"it never said {line_start!r}: {self.lines} {self.errors}"
            time.sleep(0.02)

    def ends(self, seconds: float = 30) -> int:
        """Its exit code."""
        code = self.process.wait(seconds)
        for reader in self._readers:
            reader.join(5)
        return code

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def discard(self) -> None:
        """End it, however the test went."""
        if self.process.poll() is None:
            self.process.kill()
        self.ends()
