"""The server that is attacked, and what an attack may take of it."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.hostile import bystander
from tests.support.dev import command, free_port

_addresses = count(1)
MOST_SECONDS = 0.5
"""That the bystander may wait for an answer."""
ATTEMPTS = 3
"""A machine that stands still makes everyone wait, but not three times at the worst moment; a server that does so
because of the attack does it each time. So the best of these counts for time; for all else each one does."""
RESPONSE_JSON = "application/graphql-response+json"
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Answer:
    """An HTTP response, as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> tuple[int, str]:
        """The status and the code of the first error, of an answer that has no data."""
        found = self.json
        assert "data" not in found, found
        return self.status, found["errors"][0]["extensions"]["code"]


class Line:
    """A connection that sends any bytes, as slowly as it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *parts: bytes) -> None:
        """Send as far as the server reads. A server that has hung up is no failure: its answer may wait to be read."""
        try:
            for part in parts:
                self.writer.write(part)
                await self.writer.drain()
        except ConnectionError:
            pass

    async def answer(self) -> Answer:
        """The next answer on this connection."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in head[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body)

    async def is_closed(self) -> bool:
        """Whether the server ends the connection, without another answer, before patience does."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            try:
                return await self.reader.read() == b""
            except ConnectionError:
                return True


@dataclass(frozen=True)
class Target:
    """A running `tradewind serve`, alone in its process."""

    host: str
    port: int
    process: "subprocess.Popen[bytes]"

    @asynccontextmanager
    async def line(self, address: str | None = None) -> AsyncIterator[Line]:
        """A connection for the time of a block, from an address of its own if none is given."""
        here = (address or another_address(), 0)
        reader, writer = await asyncio.open_connection(self.host, self.port, local_addr=here, limit=2**22)
        try:
            yield Line(reader, writer)
        finally:
            writer.close()

    async def ask(self, *parts: bytes, address: str | None = None) -> Answer:
        """The answer to these bytes, on a connection of their own."""
        async with self.line(address) as line:
            sending = asyncio.create_task(line.send(*parts))
            try:
                return await line.answer()
            finally:
                sending.cancel()

    async def post(self, body: bytes, **headers: str) -> Answer:
        """The answer to a POST of this body. Names of headers are given with underscores."""
        return await self.ask(head(len(body), **headers) + body)

    async def operation(self, document: str, variables: Any = None, **more: Any) -> Answer:
        """The answer to a GraphQL request."""
        return await self.post(json.dumps({"query": document, "variables": variables, **more}).encode())

    def resident_bytes(self) -> int:
        return self._status("VmRSS")

    def peak_bytes(self) -> int:
        """The most memory that the process had since `forget_peak`."""
        return self._status("VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def another_address() -> str:
    """An address of this machine that nobody had before: what is limited or charged by address is not in the way."""
    number = next(_addresses)
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


def head(length: int | None, **headers: str) -> bytes:
    """The head of a POST to the endpoint; None: without a length."""
    named = {"Host": "shop.test", "Content-Type": "application/json", "Accept": RESPONSE_JSON}
    if length is not None:
        named["Content-Length"] = str(length)
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST /graphql HTTP/1.1\r\n{lines}\r\n".encode("latin-1")


@contextmanager
def running_target(data_dir: Path, **settings: str) -> Iterator[Target]:
    """Another server on the shop of this folder, with settings of its own."""
    port = free_port()
    log = data_dir.with_name(f"target-{port}.log")
    environment = os.environ | {f"TRADEWIND_{name.upper()}": value for name, value in settings.items()}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command("serve", "--data-dir", str(data_dir), "--port", str(port)),
            stdout=output, stderr=subprocess.STDOUT, env=environment,
        )  # fmt: skip
    target = Target("127.0.0.1", port, process)
    try:
        try:
            asyncio.run(_until_ready(target))
        except AssertionError as error:
            raise AssertionError(log.read_text("utf-8")) from error
        yield target
    finally:
        process.terminate()
        try:
            process.wait(40)
        finally:
            process.kill()


async def _until_ready(target: Target) -> None:
    async with asyncio.timeout(60):
        while True:
            assert target.process.poll() is None
            try:
                if (await target.ask(b"GET /health/ready HTTP/1.1\r\nHost: shop.test\r\n\r\n")).status == 200:
                    return
            except (OSError, asyncio.IncompleteReadError):
                pass
            await asyncio.sleep(0.05)


async def endure(target: Target, attack: Callable[[], Awaitable[object]], *, mebibytes: int = 40) -> None:
    """Go through an attack, which checks its own answers: it may take so much memory, and nobody's time."""
    longest: list[float] = []
    while len(longest) < ATTEMPTS:
        target.forget_peak()
        before = target.resident_bytes()
        async with standing_by(target) as seen:
            await attack()
        grown = (target.peak_bytes() - before) / 2**20
        assert target.process.poll() is None, "the server is gone"
        assert seen["failures"] == []
        assert grown <= mebibytes, f"the server's memory grew by {grown:.1f} MiB"
        longest.append(max(seen["waits"]))
        if longest[-1] <= MOST_SECONDS:
            return
    raise AssertionError(f"the bystander waited {min(longest):.2f} s at best, of {ATTEMPTS} attempts: {longest}")


@asynccontextmanager
async def standing_by(target: Target) -> AsyncIterator[dict[str, Any]]:
    """Have the bystander ask for the time of a block; afterwards the value tells what it saw."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", bystander.__file__, target.host, str(target.port),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    seen: dict[str, Any] = {}
    try:
        assert await asyncio.wait_for(process.stdout.readline(), _PATIENCE_SECONDS) == b"ready\n"
        yield seen
        process.stdin.close()
        seen |= json.loads(await asyncio.wait_for(process.stdout.readline(), _PATIENCE_SECONDS))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def at_once(count: int, attack: Callable[[], Awaitable[object]], rounds: int = 1) -> None:
    """So many at the same time, each so often."""

    async def repeatedly() -> None:
        for _ in range(rounds):
            await attack()

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(repeatedly())
