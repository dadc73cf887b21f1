"""Files over HTTP: sent once to an address of their own, fetched from another, and nothing else."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest
from PIL import Image

from app.core.context import RequestContext
from app.core.ids import new_id
from app.exchange import FILE_ID, FilePurpose, address_of, path_of
from app.exchange.files import measure
from app.exchange.service import NewFile, add_file, complete_result
from app.identity import Scope, issue_staff_token
from tests.support.client import Client
from tests.support.files import GLB, MP4, PDF, WEBM, picture
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

CREATE = """mutation ($input: FileUploadCreateInput!) { fileUploadCreate(input: $input) {
  file { id name mediaType byteSize sha256 url } uploadUrl expiresAt userErrors { code path message } } }"""
MEDIA = """mutation ($input: MediaFileCreateInput!) { mediaFileCreate(input: $input) {
  mediaFile { source mimeType byteSize width height url } userErrors { code path message } } }"""


@pytest.fixture(autouse=True)
def shop_is_there(shop: Shop) -> None:
    assert shop.markets


@pytest.fixture
async def staff(ctx: RequestContext) -> dict[str, str]:
    scopes = [Scope.EXCHANGE_WRITE, Scope.CATALOG_WRITE]
    return {"Authorization": f"Bearer {(await issue_staff_token(ctx, name='Ada', scopes=scopes)).secret}"}


async def announce(client: Client, staff: dict[str, str], size: int, **more: Any) -> dict[str, Any]:
    asked = {"name": "products.csv", "mediaType": "text/csv", "byteSize": size, **more}
    answer: dict[str, Any] = (await client.data(CREATE, {"input": asked}, headers=staff))["fileUploadCreate"]
    return answer


async def upload(client: Client, staff: dict[str, str], body: bytes) -> str:
    """Announce and send a file; gives its id."""
    announced = await announce(client, staff, len(body))
    response = await client.http.put(announced["uploadUrl"], content=body)
    assert response.status_code == 201, response.text
    return str(announced["file"]["id"])


def files_in(folder: Path, pattern: str = "*.*") -> list[Path]:
    return sorted(folder.rglob(pattern))


def code_of(response: Any) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


async def test_a_file_is_announced_and_sent(client: Client, staff: dict[str, str], connection: Connection) -> None:
    body = b"a,b\n1,2\n" * 300_000

    announced = await announce(client, staff, len(body))

    assert announced["userErrors"] == []
    assert re.fullmatch(r"http://shop\.test/files/upload_secret_[A-Za-z0-9_-]{43}", announced["uploadUrl"])
    file = announced["file"]
    assert file == {
        "id": file["id"],
        "name": "products.csv",
        "mediaType": "text/csv",
        "byteSize": len(body),
        "sha256": None,
        "url": None,
    }
    lives = datetime.fromisoformat(announced["expiresAt"]) - datetime.now(UTC)
    assert abs(lives - timedelta(hours=24)) < timedelta(minutes=1)
    response = await client.http.put(announced["uploadUrl"], content=body)
    assert (response.status_code, response.json()) == (
        201,
        {"byteSize": len(body), "sha256": sha256(body).hexdigest()},
    )
    file_id = FILE_ID.decode(file["id"])
    assert file_id is not None
    assert path_of(client.runtime.settings.files_dir, file_id).read_bytes() == body
    row = await connection.fetchrow("SELECT * FROM exchange_file WHERE id = $1", file_id)
    assert row is not None
    assert (row["sha256"], row["actor_name"], row["purpose"]) == (sha256(body).digest(), "Ada", "UPLOAD")
    assert announced["uploadUrl"].rpartition("/")[2] not in str(dict(row))
    audit = await connection.fetchrow("SELECT * FROM audit_entry WHERE subject_id = $1", file_id)
    assert audit is not None
    assert (audit["action"], audit["actor_name"]) == ("exchange.file_created", "Ada")


async def test_an_address_takes_one_file(client: Client, staff: dict[str, str]) -> None:
    announced = await announce(client, staff, 5)
    first = await client.http.put(announced["uploadUrl"], content=b"first")

    second = await client.http.put(announced["uploadUrl"], content=b"other")

    assert (first.status_code, second.status_code, code_of(second)) == (201, 404, "NOT_FOUND")
    file_id = FILE_ID.decode(announced["file"]["id"])
    assert file_id is not None
    assert path_of(client.runtime.settings.files_dir, file_id).read_bytes() == b"first"
    assert (await client.http.get(announced["uploadUrl"])).status_code == 404


async def test_of_two_uploads_at_once_one_is_kept(
    client: Client, staff: dict[str, str], connection: Connection
) -> None:
    announced = await announce(client, staff, 200_000)
    bodies = [letter * 200_000 for letter in (b"a", b"b", b"c")]

    responses = await asyncio.gather(*(client.http.put(announced["uploadUrl"], content=body) for body in bodies))

    assert sorted(response.status_code for response in responses) == [201, 404, 404]
    kept = next(body for body, response in zip(bodies, responses, strict=True) if response.status_code == 201)
    file_id = FILE_ID.decode(announced["file"]["id"])
    assert file_id is not None
    assert path_of(client.runtime.settings.files_dir, file_id).read_bytes() == kept
    stored = await connection.fetchval("SELECT sha256 FROM exchange_file WHERE id = $1", file_id)
    assert stored == sha256(kept).digest()


@pytest.mark.parametrize("body", [b"", b"1234", b"123456", b"x" * 100_000])
@pytest.mark.parametrize("is_declared", [True, False])
async def test_another_size_than_announced_is_refused(
    client: Client, staff: dict[str, str], body: bytes, is_declared: bool
) -> None:
    announced = await announce(client, staff, 5)

    async def in_parts() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 3):
            yield body[start : start + 3]

    refused = await client.http.put(announced["uploadUrl"], content=body if is_declared else in_parts())

    assert (refused.status_code, code_of(refused)) == (400, "WRONG_SIZE")
    assert (await client.http.put(announced["uploadUrl"], content=b"12345")).status_code == 201
    assert files_in(client.runtime.settings.files_dir, "*.part") == []


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"name": " "}, "FILE_NAME_INVALID", "name"),
        ({"name": "a\nb"}, "FILE_NAME_INVALID", "name"),
        ({"name": "x" * 201}, "FILE_NAME_INVALID", "name"),
        ({"mediaType": "csv"}, "MEDIA_TYPE_INVALID", "mediaType"),
        ({"mediaType": "text/html\r\nx: y"}, "MEDIA_TYPE_INVALID", "mediaType"),
        ({"byteSize": 0}, "FILE_TOO_LARGE", "byteSize"),
        ({"byteSize": 5_000_000_000_000}, "FILE_TOO_LARGE", "byteSize"),
    ],
)
async def test_what_cannot_be_announced(
    client: Client, staff: dict[str, str], connection: Connection, more: dict[str, Any], code: str, field: str
) -> None:
    before = await connection.fetchval("SELECT count(*) FROM exchange_file")

    refused = await announce(client, staff, 5, **more)

    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [(code, ["input", field])]
    assert (refused["file"], refused["uploadUrl"]) == (None, None)
    assert await connection.fetchval("SELECT count(*) FROM exchange_file") == before


async def test_an_expired_address_takes_nothing(client: Client, staff: dict[str, str], connection: Connection) -> None:
    announced = await announce(client, staff, 5)
    await connection.execute(
        "UPDATE exchange_file SET expires_at = now() WHERE id = $1", FILE_ID.decode(announced["file"]["id"])
    )

    assert (await client.http.put(announced["uploadUrl"], content=b"12345")).status_code == 404


async def made(ctx: RequestContext, name: str, media_type: str, body: bytes, lifetime: timedelta) -> str:
    """A result, as a job makes it; gives its address."""
    folder = ctx.settings.files_dir
    file = NewFile(new_id(), FilePurpose.RESULT, name, media_type, 0, ctx.now + timedelta(days=1))
    async with ctx.transaction() as session:
        await add_file(session, ctx.settings, ctx.viewer, file)
    folder.mkdir(exist_ok=True)
    path_of(folder, file.id).write_bytes(body)
    measured = await measure(path_of(folder, file.id))
    async with ctx.transaction() as session:
        await complete_result(session, file.id, measured, ctx.now, lifetime)
    return address_of(ctx.settings, file.id, FilePurpose.RESULT)


async def test_a_result_is_fetched_whole_or_in_part(client: Client, ctx: RequestContext) -> None:
    url = await made(ctx, "Größe.html", "text/html", b"<script>alert(1)</script>", timedelta(days=1))

    whole = await client.http.get(url)
    part = await client.http.get(url, headers={"range": "bytes=1-6"})

    assert (whole.status_code, whole.content) == (200, b"<script>alert(1)</script>")
    assert whole.headers["cache-control"] == "no-store"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.html"
    assert whole.headers["content-security-policy"].startswith("default-src 'none'")
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"script", "bytes 1-6/25")
    assert (await client.http.put(url, content=b"x")).status_code == 404
    assert whole.headers["access-control-allow-origin"] == "*"


async def test_nothing_else_is_fetched(client: Client, ctx: RequestContext) -> None:
    expired = await made(ctx, "a.csv", "text/csv", b"a", -timedelta(seconds=1))

    for address in (expired, "/files/file_secret_x", "/files/..%2fsecret_key", "/files/", "/files/%00", "/files/x/y"):
        response = await client.http.get(address)
        assert response.status_code == 404, address
    assert (await client.http.post("/files/file_secret_x", content=b"")).status_code == 405
    preflight = await client.http.options("/files/upload_secret_x", headers={"origin": "https://a.example"})
    assert (preflight.status_code, preflight.headers["access-control-allow-methods"]) == (204, "GET, PUT")


async def test_announcing_is_for_staff(client: Client, ctx: RequestContext) -> None:
    asked = {"input": {"name": "a", "mediaType": "text/csv", "byteSize": 1}}
    other = await issue_staff_token(ctx, name="Bob", scopes=[Scope.ORDERS_READ])
    catalog = await issue_staff_token(ctx, name="Eve", scopes=[Scope.CATALOG_WRITE])

    nobody = await client.ask(CREATE, asked)
    bob = await client.ask(CREATE, asked, headers={"Authorization": f"Bearer {other.secret}"})
    eve = await client.ask(CREATE, asked, headers={"Authorization": f"Bearer {catalog.secret}"})

    assert nobody["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert bob["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert eve["data"]["fileUploadCreate"]["userErrors"] == []


async def test_an_uploaded_picture_becomes_a_medium(client: Client, staff: dict[str, str]) -> None:
    body = picture(30, 20)
    source = f"{sha256(body).hexdigest()[:40]}.png"

    answers = [
        (await client.data(MEDIA, {"input": {"fileId": await upload(client, staff, body)}}, headers=staff))[
            "mediaFileCreate"
        ]
        for _ in range(2)
    ]

    expected = {
        "source": source,
        "mimeType": "image/png",
        "byteSize": len(body),
        "width": 30,
        "height": 20,
        "url": f"http://shop.test/media/{source}",
    }
    assert answers == [{"mediaFile": expected, "userErrors": []}] * 2
    shown = await client.http.get(f"/media/{source}")
    assert (shown.status_code, shown.content) == (200, body)
    assert list((client.runtime.settings.media_dir / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("body", "mime_type", "suffix"),
    [
        (picture(kind="JPEG"), "image/jpeg", "jpg"),
        (picture(kind="WEBP"), "image/webp", "webp"),
        (picture(kind="GIF"), "image/gif", "gif"),
        (GLB, "model/gltf-binary", "glb"),
        (MP4, "video/mp4", "mp4"),
        (WEBM, "video/webm", "webm"),
        (PDF, "application/pdf", "pdf"),
    ],
)
async def test_what_a_file_is_its_content_says(
    client: Client, staff: dict[str, str], body: bytes, mime_type: str, suffix: str
) -> None:
    made = (await client.data(MEDIA, {"input": {"fileId": await upload(client, staff, body)}}, headers=staff))[
        "mediaFileCreate"
    ]

    assert made["userErrors"] == []
    assert (made["mediaFile"]["mimeType"], made["mediaFile"]["source"].rpartition(".")[2]) == (mime_type, suffix)


def bomb() -> bytes:
    file = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "none of these"),
        (b"<html><script>alert(1)</script></html>", "none of these"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(30), "none of these"),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska" + bytes(40), "none of these"),
        (picture(200, 200, kind="JPEG")[:-300], "damaged"),
        (picture(200, 200)[:-40], "damaged"),
        (picture(200, 200, kind="WEBP")[:-20], "damaged"),
        (bomb(), "pixels"),
        (GLB + b"more", "another length"),
        (GLB[:8], "in the middle"),
        (b"glTF" + bytes(20), "glTF 0"),
        (PDF[:-7], "in the middle"),
    ],
)
async def test_what_no_medium_can_be_made_of(client: Client, staff: dict[str, str], body: bytes, reason: str) -> None:
    before = files_in(client.runtime.settings.media_dir)
    asked = {"input": {"fileId": await upload(client, staff, body)}}

    refused = (await client.data(MEDIA, asked, headers=staff))["mediaFileCreate"]

    assert refused["mediaFile"] is None
    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [("FILE_UNUSABLE", ["input", "fileId"])]
    assert reason in refused["userErrors"][0]["message"]
    assert files_in(client.runtime.settings.media_dir) == before


async def test_no_medium_of_a_file_that_is_not_here(client: Client, staff: dict[str, str]) -> None:
    waiting = (await announce(client, staff, 5))["file"]["id"]

    for file_id, code in ((waiting, "FILE_NOT_UPLOADED"), ("file_x", "FILE_NOT_FOUND")):
        refused = (await client.data(MEDIA, {"input": {"fileId": file_id}}, headers=staff))["mediaFileCreate"]
        assert [each["code"] for each in refused["userErrors"]] == [code]
