"""A demo shop to ask, started by the command as a newcomer starts it, and what the examples need to know of it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from scripts.api_docs.examples import STAFF_SCOPES
from scripts.api_docs.recording import Ask, Recorded, record

_START_SECONDS = 180
_CONFIG = re.compile(r'<script type="application/json" id="config">(.*?)</script>', re.DOTALL)


@contextmanager
def running_shop() -> Iterator[tuple[str, Path]]:
    """The address of its API, and the folder of its data."""
    with TemporaryDirectory(prefix="tradewind-docs-") as folder:
        Path(folder).chmod(0o755)  # the servers of a shop that root starts run as another user
        data, log = Path(folder, "data"), Path(folder, "log")
        command = _tradewind("dev", "--data-dir", str(data), "--port", str(_free_port()))
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MEILI_URL")}
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            yield _address(process, log), data
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


async def record_from(url: str, data_dir: Path) -> Recorded:
    """Ask every example of the demo shop at this address."""
    async with httpx2.AsyncClient(timeout=60) as http:
        page = await http.get(url, headers={"accept": "text/html"})
        known = {"staff": staff_token(data_dir), "demo order": _demo_order(page.text)}
        return await record(_asking(http, url), known)


def staff_token(data_dir: Path) -> str:
    """A new token with what the examples need."""
    scopes = [f"--scope={scope}" for scope in STAFF_SCOPES]
    command = _tradewind("token", "create", *scopes, "--data-dir", str(data_dir))
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    return made.stdout.strip().splitlines()[-1]


def _asking(http: httpx2.AsyncClient, url: str) -> Ask:
    async def ask(body: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        accept = {"accept": "application/graphql-response+json"}
        response = await http.post(url, json=dict(body), headers=accept | dict(headers))
        answer: dict[str, Any] = response.json()
        return response.status_code, answer

    return ask


def _demo_order(page: str) -> str:
    """The token of the order that the demo shop has, as its GraphiQL shows it."""
    found = _CONFIG.search(page)
    if not found:
        raise SystemExit("The demo shop's GraphiQL shows no examples.")
    steps = [step for task in json.loads(found[1])["tasks"] for step in task["steps"]]
    token: str = next(step for step in steps if step["operation"] == "track")["variables"]["token"]
    return token


def _tradewind(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *arguments]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"^Ready: (\S+)", log.read_text("utf-8"), re.MULTILINE):
            return found[1]
        time.sleep(0.1)
    raise SystemExit(f"The demo shop did not start:\n{log.read_text('utf-8')}")
