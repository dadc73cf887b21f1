"""Files for tests: pictures, models, and a server on this machine that gives them."""

import asyncio
import io
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from PIL import Image

GLB = b"glTF" + struct.pack("<II", 2, 20) + struct.pack("<II", 0, 0x4E4F534A)
MP4 = struct.pack(">I", 24) + b"ftypisom" + struct.pack(">I", 512) + b"isommp41" + bytes(8)
WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def picture(width: int = 30, height: int = 20, *, kind: str = "PNG", color: str = "navy") -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), color).save(file, kind)
    return file.getvalue()


@dataclass
class Shelf:
    """What the server gives, by path: a body, or a whole answer made on request."""

    port: int = 0
    bodies: dict[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def file_server() -> AsyncIterator[Shelf]:
    """A server of files on this machine. What it does not have is 404."""
    shelf = Shelf()

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve((await reader.readline()).split(b" ")[1].decode(), writer)
        finally:
            writer.close()

    async def serve(path: str, writer: asyncio.StreamWriter) -> None:
        shelf.asked.append(path)
        found = shelf.bodies.get(path)
        if callable(found):
            answer = found()
        elif found is None:
            answer = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
        else:
            answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(found) + found
        writer.write(answer)
        await writer.drain()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    shelf.port = server.sockets[0].getsockname()[1]
    try:
        yield shelf
    finally:
        server.close()
