"""Media named by their address come into the media folder, or say why they cannot."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.catalog import MEDIA_ID
from app.catalog.commands.media_fetching import retry_media_fetches
from app.catalog.jobs import DELAYS, FETCH_MEDIA_JOB, fetch_media
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.ids import new_id
from app.core.outbound import Downloads
from app.core.settings import Settings
from app.wiring import job_handlers
from tests.support.files import GLB, MP4, Shelf, file_server, picture
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture(autouse=True)
def shop_is_there(shop: Shop) -> None:
    assert shop.markets


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    async with file_server() as opened:
        yield opened


@pytest.fixture
async def fetching(ctx: RequestContext) -> AsyncIterator[RequestContext]:
    """A context that may ask this machine, and takes small files only."""
    downloads = Downloads({"127.0.0.1"})
    settings = ctx.settings.model_copy(update={"media_limit_bytes": 20_000, "media_limit_pixels": 10_000})
    yield replace(ctx, settings=settings, parts={**ctx.parts, Downloads: downloads})
    await downloads.close()


@pytest.fixture
async def product_id(connection: Connection) -> UUID:
    await connection.execute("TRUNCATE pgqueuer")
    found = await connection.fetchval("SELECT id FROM product ORDER BY id LIMIT 1")
    assert isinstance(found, UUID)
    return UUID(int=found.int)


async def medium(connection: Connection, product_id: UUID, url: str, kind: str = "IMAGE") -> UUID:
    """A medium that is still to be fetched."""
    media_id = new_id()
    await connection.execute(
        "INSERT INTO product_media (id, product_id, type, source, origin_url, status, alts, position)"
        " VALUES ($1, $2, $3, $4, $4, 'PENDING', '{}', 99)",
        media_id,
        product_id,
        kind,
        url,
    )
    return media_id


async def stored(connection: Connection, media_id: UUID) -> dict[str, Any]:
    row = await connection.fetchrow("SELECT * FROM product_media WHERE id = $1", media_id)
    assert row is not None
    return dict(row)


async def version_of(connection: Connection, product_id: UUID) -> int:
    return int(await connection.fetchval("SELECT version FROM product WHERE id = $1", product_id))


async def waiting(connection: Connection) -> list[tuple[str, timedelta]]:
    """The jobs that fetch media, and in how long from now."""
    rows = await connection.fetch(
        "SELECT convert_from(payload, 'UTF8') AS payload, execute_after FROM pgqueuer WHERE entrypoint = $1",
        FETCH_MEDIA_JOB,
    )
    return [(row["payload"], row["execute_after"] - datetime.now(UTC)) for row in rows]


def test_a_worker_does_it() -> None:
    assert job_handlers()[FETCH_MEDIA_JOB] is fetch_media


async def test_a_picture_comes_into_the_media_folder(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    body = picture(60, 40, kind="JPEG")
    shelf.bodies["/a"] = body
    media_id = await medium(connection, product_id, shelf.url("/a"))
    before = await version_of(connection, product_id)

    await fetch_media(fetching, {"media_id": str(media_id)})

    row = await stored(connection, media_id)
    source = f"{sha256(body).hexdigest()[:40]}.jpg"
    assert (row["source"], row["origin_url"], row["status"], row["failure"]) == (
        source,
        shelf.url("/a"),
        "READY",
        None,
    )
    assert (row["mime_type"], row["byte_size"], row["width"], row["height"]) == ("image/jpeg", len(body), 60, 40)
    folder = fetching.settings.media_dir
    assert (folder / source).read_bytes() == body
    assert list((folder / "incoming").iterdir()) == []
    assert await version_of(connection, product_id) == before + 1
    event = await connection.fetchrow("SELECT * FROM outbox_event ORDER BY id DESC LIMIT 1")
    assert event is not None
    assert (event["type"], event["subject_id"]) == ("catalog.product_changed", product_id)


async def test_a_second_run_does_nothing(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    shelf.bodies["/a"] = picture()
    media_id = await medium(connection, product_id, shelf.url("/a"))
    await fetch_media(fetching, {"media_id": str(media_id)})
    row, version = await stored(connection, media_id), await version_of(connection, product_id)

    await fetch_media(fetching, {"media_id": str(media_id)})

    assert (await stored(connection, media_id), await version_of(connection, product_id)) == (row, version)
    assert shelf.asked == ["/a"]


@pytest.mark.parametrize(
    ("kind", "body", "mime_type"),
    [("VIDEO", MP4, "video/mp4"), ("MODEL_3D", GLB, "model/gltf-binary")],
)
async def test_films_and_models_come_too(
    fetching: RequestContext,
    connection: Connection,
    product_id: UUID,
    shelf: Shelf,
    kind: str,
    body: bytes,
    mime_type: str,
) -> None:
    shelf.bodies["/a"] = body
    media_id = await medium(connection, product_id, shelf.url("/a"), kind)

    await fetch_media(fetching, {"media_id": str(media_id)})

    row = await stored(connection, media_id)
    assert (row["status"], row["mime_type"], row["width"]) == ("READY", mime_type, None)


@pytest.mark.parametrize(
    ("kind", "body", "failure"),
    [
        ("IMAGE", b"<html>log in</html>", "The file is none of these"),
        ("IMAGE", picture(100, 100)[:-30], "damaged"),
        ("IMAGE", MP4, "announced as something else"),
        ("VIDEO", picture(), "announced as something else"),
        ("IMAGE", picture(101, 100), "101 × 100 pixels"),
        ("IMAGE", bytes(20_001), "larger than the limit of 20000 bytes"),
        ("IMAGE", b"", "The file is empty."),
    ],
)
async def test_what_cannot_be_shown_has_failed_at_once(
    fetching: RequestContext,
    connection: Connection,
    product_id: UUID,
    shelf: Shelf,
    kind: str,
    body: bytes,
    failure: str,
) -> None:
    shelf.bodies["/a"] = body
    media_id = await medium(connection, product_id, shelf.url("/a"), kind)
    before = await version_of(connection, product_id)
    files = sorted(fetching.settings.media_dir.glob("*.*"))

    await fetch_media(fetching, {"media_id": str(media_id)})

    row = await stored(connection, media_id)
    assert (row["status"], row["source"], row["width"]) == ("FAILED", shelf.url("/a"), None)
    assert failure in row["failure"]
    assert await version_of(connection, product_id) == before + 1
    assert await waiting(connection) == []
    assert sorted(fetching.settings.media_dir.glob("*.*")) == files
    assert list((fetching.settings.media_dir / "incoming").iterdir()) == []


async def test_an_address_of_this_machine_is_not_asked(
    ctx: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    shelf.bodies["/a"] = picture()
    media_id = await medium(connection, product_id, shelf.url("/a"))

    await fetch_media(ctx, {"media_id": str(media_id)})

    row = await stored(connection, media_id)
    assert (row["status"], row["failure"]) == ("FAILED", "127.0.0.1 is not on the public internet.")
    assert shelf.asked == []


async def test_a_busy_server_is_asked_again_until_it_is_no_use(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    shelf.bodies["/a"] = lambda: b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"
    media_id = await medium(connection, product_id, shelf.url("/a"))

    for attempt, delay in enumerate(DELAYS, 1):
        await connection.execute("TRUNCATE pgqueuer")
        await fetch_media(fetching, {"media_id": str(media_id), "attempt": attempt})
        row = await stored(connection, media_id)
        assert (row["status"], row["failure"]) == ("PENDING", "The server answers with the status 503.")
        ((payload, wait),) = await waiting(connection)
        assert payload == f'{{"media_id":"{media_id}","attempt":{attempt + 1}}}'
        assert abs(wait - delay) < timedelta(seconds=5)
    await connection.execute("TRUNCATE pgqueuer")
    await fetch_media(fetching, {"media_id": str(media_id), "attempt": len(DELAYS) + 1})

    assert (await stored(connection, media_id))["status"] == "FAILED"
    assert await waiting(connection) == []
    assert len(shelf.asked) == len(DELAYS) + 1


async def test_a_server_that_has_recovered_is_heard(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    media_id = await medium(connection, product_id, shelf.url("/a"))
    shelf.bodies["/a"] = lambda: b""
    await fetch_media(fetching, {"media_id": str(media_id)})
    shelf.bodies["/a"] = picture()

    await fetch_media(fetching, {"media_id": str(media_id), "attempt": 2})

    row = await stored(connection, media_id)
    assert (row["status"], row["failure"]) == ("READY", None)


async def test_a_medium_that_is_gone_is_no_error(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    shelf.bodies["/a"] = picture()
    await fetch_media(fetching, {"media_id": str(new_id())})
    assert shelf.asked == []
    media_id = await medium(connection, product_id, shelf.url("/a"))
    version = await version_of(connection, product_id)
    begun = asyncio.Event()

    async def removed_meanwhile() -> None:
        await begun.wait()
        await connection.execute("DELETE FROM product_media WHERE id = $1", media_id)

    class Slow(Downloads):
        async def fetch(self, *arguments: Any, **more: Any) -> Any:
            begun.set()
            await removal
            return await super().fetch(*arguments, **more)

    removal = asyncio.create_task(removed_meanwhile())
    slow = Slow({"127.0.0.1"})
    await fetch_media(replace(fetching, parts={**fetching.parts, Downloads: slow}), {"media_id": str(media_id)})
    await slow.close()

    assert shelf.asked == ["/a"]
    assert await connection.fetchval("SELECT count(*) FROM product_media WHERE id = $1", media_id) == 0
    assert await version_of(connection, product_id) == version


async def test_what_failed_can_be_tried_again(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    failed = await medium(connection, product_id, shelf.url("/a"))
    pending = await medium(connection, product_id, shelf.url("/b"))
    await fetch_media(fetching, {"media_id": str(failed)})
    assert (await stored(connection, failed))["failure"] == "The server answers with the status 404."

    assert await retry_media_fetches(fetching, [failed, pending]) == [failed]

    row = await stored(connection, failed)
    assert (row["status"], row["failure"]) == ("PENDING", None)
    assert [payload for payload, _ in await waiting(connection)] == [f'{{"media_id":"{failed}","attempt":1}}']
    audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE subject_id = $1", failed)
    assert audit is not None
    assert (audit["action"], audit["subject_type"]) == ("catalog.media_fetch_retried", MEDIA_ID.prefix)
    shelf.bodies["/a"] = picture()
    await fetch_media(fetching, {"media_id": str(failed)})
    assert (await stored(connection, failed))["status"] == "READY"


async def test_a_retry_of_what_is_not_there_changes_nothing(
    fetching: RequestContext, connection: Connection, product_id: UUID, shelf: Shelf
) -> None:
    failed = await medium(connection, product_id, shelf.url("/a"))
    await fetch_media(fetching, {"media_id": str(failed)})

    with pytest.raises(Refusal) as caught:
        await retry_media_fetches(fetching, [failed, None, new_id()])

    assert [(each.code, each.path) for each in caught.value.problems] == [
        ("NOT_FOUND", ("input", "ids", "1")),
        ("NOT_FOUND", ("input", "ids", "2")),
    ]
    assert (await stored(connection, failed))["status"] == "FAILED"
    assert await waiting(connection) == []


def test_private_hosts_are_named_by_the_settings(settings: Settings) -> None:
    assert settings.private_hosts == frozenset()
    named = settings.model_copy(update={"fetch_private_hosts": " 127.0.0.1, Files.internal ,"})
    assert named.private_hosts == {"127.0.0.1", "files.internal"}
