"""Headless Chromium by the DevTools protocol: open a page, run a script in it, see its requests, take a picture."""

import asyncio
import base64
import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

import websockets

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--window-size=1500,950",
)


class Page:
    """One tab. `requests` are the addresses that it asked for, `complaints` what it said of errors and violations."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._session: str | None = None
        self._loaded: asyncio.Future[None] | None = None
        self.requests: list[str] = []
        self.complaints: list[str] = []

    async def listen(self) -> None:
        """Take what the browser says, until it is closed."""
        async for text in self._socket:
            message = json.loads(text)
            if "id" in message:
                self._answers.pop(message["id"]).set_result(message)
            elif message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
            elif message["method"] == "Page.loadEventFired" and self._loaded and not self._loaded.done():
                self._loaded.set_result(None)
            elif complaint := _complaint(message["method"], message["params"]):
                self.complaints.append(complaint)

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        await self._socket.send(json.dumps(message))
        reply = await asyncio.wait_for(answer, 60)
        assert "error" not in reply, reply["error"]
        result: dict[str, Any] = reply["result"]
        return result

    async def open(self, url: str) -> None:
        """A new tab at this address."""
        target = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        await self.call("Network.enable")
        await self.call("Page.enable")
        await self.call("Runtime.enable")
        await self.call("Log.enable")
        await self.visit(url)

    async def visit(self, url: str) -> None:
        """Go to another address in the same tab, and wait until it is loaded."""
        loaded = self._loaded = asyncio.get_running_loop().create_future()
        await self.call("Page.navigate", url=url)
        await asyncio.wait_for(loaded, 50)

    async def press(self, key: str) -> None:
        """Press and let go of a key that writes a character."""
        await self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
        await self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    async def prefer_dark(self) -> None:
        """As a system whose colours are dark."""
        await self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])

    async def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        result = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    async def wait_for(self, script: str, seconds: float = 50) -> Any:
        """The first value of the expression that is true; the page itself looks for it."""
        look = f"() => {{ const value = {script}; value ? found(value) : setTimeout(look, 20) }}"
        waiting = f"new Promise(found => {{ const look = {look}; look() }})"
        async with asyncio.timeout(seconds):
            return await self.run(waiting)

    async def picture(self) -> bytes:
        """What is shown, as a PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


def _complaint(method: str, parameters: dict[str, Any]) -> str | None:
    """Of the protocol's events, those that say something went wrong: errors of scripts, of requests, of the policy."""
    if method == "Runtime.exceptionThrown":
        details = parameters["exceptionDetails"]
        return str(details.get("exception", {}).get("description", details["text"]))
    if method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
        return " ".join(str(each.get("value", each.get("description"))) for each in parameters["args"])
    if method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
        entry = parameters["entry"]
        return f"{entry['source']}: {entry['text']} {entry.get('url', '')}"
    return None


@asynccontextmanager
async def open_page(url: str) -> AsyncIterator[Page]:
    """A fresh browser on this page. Every other host is out of its reach."""
    assert CHROMIUM, "install chromium"
    with TemporaryDirectory() as profile:
        flags = [*_FLAGS, f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *flags, "about:blank", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        try:
            address = await asyncio.wait_for(_devtools_address(process), 30)
            async with websockets.connect(address, max_size=2**26, ping_interval=None) as socket:
                page = Page(socket)
                listener = asyncio.create_task(page.listen())
                try:
                    await page.open(url)
                    yield page
                finally:
                    listener.cancel()
                    with suppress(asyncio.CancelledError):
                        await listener
        finally:
            process.kill()
            await process.wait()


async def _devtools_address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    async for line in process.stderr:
        if found := re.search(rb"DevTools listening on (\S+)", line):
            return found[1].decode()
    raise AssertionError("the browser ended before it listened")
