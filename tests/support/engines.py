"""A search engine of one test, which can be killed, slowed, filled up and robbed of its data."""

import asyncio
import resource
import secrets
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import httpx2

from app.embedded.meilisearch import HOST, find_binary, free_port
from app.embedded.postgres import server_environment
from search.engine.keys import Keys, make_keys

_READY_WITHIN: Final = 60.0
_FAILURE: Final = b'{"message":"internal","code":"internal","type":"internal","link":""}'
_ANSWER_500: Final = (
    b"HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(_FAILURE), _FAILURE)
)


class FaultyEngine:
    """A Meilisearch of our own, behind a way that passes bytes on as the test says.

    The address and the keys stay the same whatever happens to the server behind them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.master_key = secrets.token_hex(32)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._connections: set[asyncio.Task[None]] = set()
        self.url = ""
        self.keys = Keys("", "")
        self.delay = 0.0
        """Seconds before anything is passed on to the server."""
        self.fails = False
        """Whether every request is answered with 500."""

    @property
    def direct_url(self) -> str:
        """Past the way that fails."""
        return f"http://{HOST}:{self._port}"

    async def start(self) -> None:
        """Returns when it answers."""
        command: list[str | Path] = [
            find_binary(),
            "--db-path",
            self._folder / "data",
            "--dump-dir",
            self._folder / "dumps",
        ]
        command += ["--http-addr", f"{HOST}:{self._port}", "--no-analytics", "--log-level", "OFF"]
        command += ["--max-indexing-memory", "64MiB"]
        self._process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
            command,
            cwd=self._folder,
            env=server_environment() | {"MEILI_MASTER_KEY": self.master_key},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_survive_limits,
        )
        await self._wait_until_ready()
        self.keys = await asyncio.to_thread(make_keys, self.direct_url, self.master_key, "")

    async def kill(self) -> None:
        """At once, as by the kernel."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            await asyncio.to_thread(self._process.wait)
            self._process = None
        self.cut()

    async def wipe(self) -> None:
        """Kill it, and start it with nothing: keys, indexes and tasks are gone, and the keys are made again."""
        await self.kill()
        shutil.rmtree(self._folder / "data")
        await self.start()

    def fill_disk(self) -> None:
        """No file of the server can be written beyond its first byte."""
        self._limit(1)

    def empty_disk(self) -> None:
        """There is room again."""
        self._limit(None)

    def _limit(self, size: int | None) -> None:
        assert self._process is not None
        _, hard = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))

    def cut(self) -> None:
        """Close what is open, so that the next request comes by another connection."""
        for writer in set(self._writers):
            writer.close()

    async def closed(self) -> None:
        """Wait until every connection has ended."""
        self.cut()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        self._writers.add(writer)
        try:
            if self.fails:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(_ANSWER_500)
                await writer.drain()
                return
            there = await asyncio.open_connection(HOST, self._port)
            self._writers.add(there[1])
            await asyncio.gather(self._pass_on(reader, there[1], slowly=True), self._pass_on(there[0], writer))
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _pass_on(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, slowly: bool = False
    ) -> None:
        try:
            with suppress(OSError):
                while data := await source.read(65536):
                    if slowly:
                        await asyncio.sleep(self.delay)
                    target.write(data)
                    await target.drain()
        finally:
            self._writers.discard(target)
            target.close()

    async def _wait_until_ready(self) -> None:
        async with asyncio.timeout(_READY_WITHIN), httpx2.AsyncClient() as http:
            while True:
                with suppress(httpx2.HTTPError):
                    if (await http.get(f"http://{HOST}:{self._port}/health")).is_success:
                        return
                await asyncio.sleep(0.05)


@asynccontextmanager
async def faulty_engine(folder: Path) -> AsyncIterator[FaultyEngine]:
    """The engine, running."""
    engine = FaultyEngine(folder)
    await engine.start()
    server = await asyncio.start_server(engine.serve, HOST, 0)
    engine.url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield engine
    finally:
        server.close()
        await engine.kill()
        await engine.closed()


def _survive_limits() -> None:
    """The signal that the kernel sends with the error would end the process: a full disk sends none."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
