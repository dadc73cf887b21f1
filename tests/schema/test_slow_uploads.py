"""An upload may take longer than any other body, as long as it comes fast enough."""

import asyncio
import json

import pytest

from app.core.context import RequestContext
from app.core.settings import Settings
from app.exchange import create_upload
from tests.support.shop import Shop
from tests.support.sockets import serving

pytestmark = pytest.mark.slow


@pytest.fixture
def impatient(settings: Settings) -> Settings:
    return settings.model_copy(update={"receive_seconds": 0.6, "upload_bytes_per_second": 10_000})


async def send(settings: Settings, ctx: RequestContext, chunk: bytes, times: int, pause: float) -> tuple[int, str]:
    """Send a file in so many chunks; gives the status and the code."""
    upload = await create_upload(ctx, name="a.csv", media_type="text/csv", byte_size=len(chunk) * times)
    async with serving(settings) as (_, url):
        port = int(url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        path = upload.url.removeprefix(settings.public_url)
        head = f"PUT {path} HTTP/1.1\r\nhost: shop.test\r\ncontent-length: {len(chunk) * times}\r\n\r\n"
        writer.write(head.encode())
        answering = asyncio.create_task(reader.read(4096))
        async with asyncio.timeout(20):
            for _ in range(times):
                if answering.done():
                    break
                writer.write(chunk)
                await asyncio.sleep(pause)
            answer = await answering
        writer.close()
    status, body = int(answer.split(b" ")[1]), json.loads(answer.partition(b"\r\n\r\n")[2])
    return status, body["errors"][0]["extensions"]["code"] if "errors" in body else ""


async def test_a_file_that_comes_steadily_is_taken(shop: Shop, ctx: RequestContext, impatient: Settings) -> None:
    """For three times as long as another body has."""
    assert shop.markets

    assert await send(impatient, ctx, bytes(10_000), 10, 0.2) == (201, "")


async def test_a_file_that_dribbles_is_not(shop: Shop, ctx: RequestContext, impatient: Settings) -> None:
    assert shop.markets

    assert await send(impatient, ctx, b"x", 40, 0.1) == (408, "REQUEST_TIMEOUT")
