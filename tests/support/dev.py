"""A shop started as a newcomer starts it, by the command, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Dev:
    """A running `tradewind dev`."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]

    @property
    def host(self) -> str:
        return self.url.split("/")[2]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(*arguments: str) -> list[str]:
    """`tradewind …` of this environment."""
    return [sys.executable, "-m", "app.cli", *arguments]


@contextmanager
def running_dev(data_dir: Path, *options: str, seconds: float = 120) -> Iterator[Dev]:
    """Start it, wait until it says Ready, and stop it as Ctrl-C would."""
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "MEILI_URL")} | {
        "TRADEWIND_SANDBOX_STEP_SECONDS": "0.2",
        "TRADEWIND_KEEP_ALIVE_SECONDS": "2",
    }
    log = data_dir.with_name(f"{data_dir.name}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command("dev", "--data-dir", str(data_dir), "--port", str(free_port()), *options),
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )
    try:
        yield Dev(_ready_url(process, log, seconds), data_dir, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


def _ready_url(process: subprocess.Popen[bytes], log: Path, seconds: float) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"^Ready: (\S+)", log.read_text("utf-8"), re.MULTILINE):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"dev did not become ready:\n{log.read_text('utf-8')}")
