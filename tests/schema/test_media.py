"""Pictures over HTTP: resized in steps, cached, and no way out of their folder."""

import io
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from PIL import Image

from app.catalog import MEDIA_ID
from app.catalog.models import MediaType, ProductMedia
from app.core.settings import Settings
from app.http import media as media_module
from tests.support.client import Client
from tests.support.shop import Shop, add_rows

RED, BLUE = (255, 0, 0), (0, 0, 255)
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def folder(settings: Settings) -> Path:
    """The media folder with a wide picture, a transparent one, a broken one, and a secret beside it."""
    folder = settings.media_dir
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (1000, 501), "#336699").save(folder / "wide.png")
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(folder / "clear.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    (folder / "notes.txt").write_text("not for shoppers")
    (folder.parent / "secret.png").write_bytes(b"secret")
    return folder


async def picture(client: Client, address: str) -> tuple[Image.Image, str]:
    """The picture at an address, and the type that it was sent as."""
    response = await client.http.get(address)
    assert response.status_code == 200, response.text
    return Image.open(io.BytesIO(response.content)), response.headers["content-type"]


async def test_the_original_is_sent_as_it_is(client: Client, folder: Path) -> None:
    response = await client.http.get("/media/wide.png")

    assert response.content == (folder / "wide.png").read_bytes()
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"] == FOREVER
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "size", "file_format", "content_type"),
    [
        ("w=600&f=webp", (600, 301), "WEBP", "image/webp"),  # 300.6 pixels high
        ("w=501&f=jpeg", (600, 301), "JPEG", "image/jpeg"),
        ("w=400", (400, 200), "PNG", "image/png"),  # 200.4
        ("w=1&f=png", (100, 50), "PNG", "image/png"),  # 50.1
        ("w=2400&f=webp", (1000, 501), "WEBP", "image/webp"),
        ("f=webp", (1000, 501), "WEBP", "image/webp"),
    ],
)
async def test_a_picture_is_resized_and_converted(
    client: Client, folder: Path, asked: str, size: tuple[int, int], file_format: str, content_type: str
) -> None:
    assert folder
    shown, sent_as = await picture(client, f"/media/wide.png?{asked}")

    assert (shown.size, shown.format, sent_as) == (size, file_format, content_type)


async def test_transparency_is_kept_where_it_can_be(client: Client, folder: Path) -> None:
    assert folder
    webp, _ = await picture(client, "/media/clear.png?w=100&f=webp")
    jpeg, _ = await picture(client, "/media/clear.png?w=100&f=jpeg")

    assert webp.convert("RGBA").getpixel((50, 50)) == (255, 0, 0, 0) or webp.getchannel("A").getpixel((50, 50)) == 0
    assert jpeg.getpixel((50, 50)) == (255, 255, 255)


async def test_a_size_is_made_once(client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await client.http.get("/media/wide.png?w=200&f=webp")
    made = folder / "derived" / "wide.png.200.webp"
    assert made.read_bytes() == first.content
    monkeypatch.setattr(media_module, "_make", lambda *_: pytest.fail("it was made already"))

    second = await client.http.get("/media/wide.png?w=150&f=webp")

    assert second.content == first.content
    assert [each.name for each in made.parent.glob("*.200.*")] == ["wide.png.200.webp"]


async def test_a_known_picture_is_not_sent_again(client: Client, folder: Path) -> None:
    assert folder
    first = await client.http.get("/media/wide.png?w=300&f=webp")
    tag = first.headers["etag"]

    again = await client.http.get("/media/wide.png?w=300&f=webp", headers={"If-None-Match": f'"other", {tag}'})
    other = await client.http.get("/media/wide.png?w=300&f=webp", headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize(
    "path",
    [
        "nothing.png",
        "notes.txt",
        "broken.png?w=100",
        "derived",
        "..%2Fsecret.png",
        "%2e%2e%2fsecret.png",
        "..%5Csecret.png",
        ".png",
        "wide.png%00.png",
        "wide.PNG%0a",
        "%ff.png",
        "x" * 300 + ".png",
    ],
)
async def test_what_is_no_picture_of_the_shop_is_not_found(client: Client, folder: Path, path: str) -> None:
    response = await client.http.get(f"/media/{path}")

    assert (folder.parent / "secret.png").exists()
    assert response.status_code == 404
    assert response.json() == {"errors": [{"message": "There is no such file.", "extensions": {"code": "NOT_FOUND"}}]}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("w=0", "`w` is a width in pixels, 1 to 10000."),
        ("w=-5", "`w` is a width in pixels, 1 to 10000."),
        ("w=10001", "`w` is a width in pixels, 1 to 10000."),
        ("w=1e3", "`w` is a width in pixels, 1 to 10000."),
        ("w=", "`w` is a width in pixels, 1 to 10000."),
        ("f=gif", "`f` is one of webp, avif, jpeg, png."),
        ("w=100&f=WEBP", "`f` is one of webp, avif, jpeg, png."),
    ],
)
async def test_a_size_that_is_none_is_refused(client: Client, folder: Path, asked: str, message: str) -> None:
    before = sorted((folder / "derived").glob("*"))

    response = await client.http.get(f"/media/wide.png?{asked}")

    assert response.status_code == 400
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}
    assert sorted((folder / "derived").glob("*")) == before


async def test_a_picture_too_large_to_open_safely_is_not_opened(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000 * 501 - 1)  # one pixel less than it has: Pillow would only warn

    response = await client.http.get("/media/wide.png?w=800&f=webp")

    assert response.status_code == 404
    assert not (folder / "derived" / "wide.png.800.webp").exists()


class Shown(NamedTuple):
    """How a picture was stored."""

    name: str
    width: int
    height: int
    focal: tuple[str, str] | None = None


@pytest.fixture(scope="module")
async def gallery(client: Client, shop: Shop, folder: Path) -> dict[str, UUID]:
    """Pictures of the shirt: one 1000 by 500, its left half red and its right half blue, with and without a point."""
    picture = Image.new("RGB", (1000, 500), "red")
    picture.paste("blue", (500, 0, 1000, 500))
    stored = [Shown("left.png", 1000, 500, ("0.1", "0.5")), Shown("right.png", 1000, 500, ("1", "0"))]
    stored += [Shown("plain.png", 1000, 500), Shown("film.mp4", 640, 480)]
    rows = []
    for position, each in enumerate(stored):
        if each.name.endswith(".png"):
            picture.save(folder / each.name)
        rows.append(
            ProductMedia(
                product_id=shop.shirt,
                type=MediaType.VIDEO if each.name.endswith(".mp4") else MediaType.IMAGE,
                source=each.name,
                width=each.width,
                height=each.height,
                focal_x=Decimal(each.focal[0]) if each.focal else None,
                focal_y=Decimal(each.focal[1]) if each.focal else None,
                alts={},
                position=position,
            )
        )
    (folder / "film.mp4").write_bytes(bytes(range(256)) * 4)
    async with client.runtime.database.transaction() as session:
        await add_rows(session, rows)
    return {row.source: row.id for row in rows}


async def url_of(client: Client, medium: UUID, arguments: str) -> str:
    document = f"query($id: ID!) {{ node(id: $id) {{ ... on Media {{ url({arguments}) }} }} }}"
    url: str = (await client.data(document, {"id": MEDIA_ID.encode(medium)}))["node"]["url"]
    return url.removeprefix("http://shop.test")


@pytest.mark.parametrize(
    ("name", "crop", "size", "left", "right"),
    [
        ("left.png", "FOCAL", (400, 400), RED, RED),
        ("right.png", "FOCAL", (400, 400), BLUE, BLUE),
        ("plain.png", "FOCAL", (400, 400), RED, BLUE),
        ("left.png", "CENTER", (400, 400), RED, BLUE),
    ],
)
async def test_a_picture_is_cut_around_its_focal_point(
    client: Client,
    gallery: dict[str, UUID],
    name: str,
    crop: str,
    size: tuple[int, int],
    left: tuple[int, ...],
    right: tuple[int, ...],
) -> None:
    address = await url_of(client, gallery[name], f"maxWidth: 400, maxHeight: 400, crop: {crop}, format: PNG")
    shown, _ = await picture(client, address)

    assert shown.size == size
    assert shown.convert("RGB").getpixel((2, 200)) == left
    assert shown.convert("RGB").getpixel((397, 200)) == right


async def test_a_cut_that_the_shop_did_not_give_out_is_not_made(
    client: Client, folder: Path, gallery: dict[str, UUID]
) -> None:
    address = await url_of(client, gallery["left.png"], "maxWidth: 400, maxHeight: 500, crop: FOCAL")
    assert "c=4x5,100,500," in address
    before = sorted((folder / "derived").glob("*"))

    for forged in (
        address.replace("4x5,100", "4x5,101"),
        address.replace("4x5", "5x4"),
        address.replace("left.png", "plain.png"),
        address.replace("4x5", "7x9"),
        address.rpartition(",")[0],
        "/media/left.png?c=",
        "/media/left.png?c=4x5,9999,1,x",
    ):
        response = await client.http.get(forged)
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert sorted((folder / "derived").glob("*")) == before
    assert (await client.http.get(address)).status_code == 200


async def test_a_height_narrows_a_picture_whose_size_is_known(client: Client, gallery: dict[str, UUID]) -> None:
    plain = gallery["plain.png"]

    assert await url_of(client, plain, "maxHeight: 150") == "/media/plain.png?w=300"
    assert await url_of(client, plain, "maxWidth: 200, maxHeight: 400") == "/media/plain.png?w=200"
    assert await url_of(client, gallery["film.mp4"], "maxWidth: 200, format: WEBP") == "/media/film.mp4"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("crop: FOCAL", "BAD_USER_INPUT"),
        ("crop: CENTER, maxWidth: 100", "BAD_USER_INPUT"),
        ("maxHeight: 0", "HEIGHT_OUT_OF_RANGE"),
        ("maxHeight: 10001", "HEIGHT_OUT_OF_RANGE"),
        ("maxWidth: 10001", "WIDTH_OUT_OF_RANGE"),
    ],
)
async def test_a_size_that_makes_no_sense_is_refused(
    client: Client, gallery: dict[str, UUID], arguments: str, code: str
) -> None:
    document = f"query($id: ID!) {{ node(id: $id) {{ ... on Media {{ url({arguments}) }} }} }}"

    (error,) = (await client.ask(document, {"id": MEDIA_ID.encode(gallery["plain.png"])}))["errors"]

    assert error["extensions"]["code"] == code


async def test_a_picture_as_avif(client: Client, gallery: dict[str, UUID]) -> None:
    address = await url_of(client, gallery["plain.png"], "maxWidth: 200, format: AVIF")
    shown, sent_as = await picture(client, address)

    assert (shown.size, shown.format, sent_as) == ((200, 100), "AVIF", "image/avif")


async def test_a_film_is_sent_in_parts(client: Client, gallery: dict[str, UUID]) -> None:
    assert gallery
    whole = await client.http.get("/media/film.mp4")
    part = await client.http.get("/media/film.mp4", headers={"Range": "bytes=10-19"})
    beyond = await client.http.get("/media/film.mp4", headers={"Range": "bytes=5000-"})
    changed = await client.http.get("/media/film.mp4", headers={"Range": "bytes=10-19", "If-Range": '"another"'})

    assert (whole.status_code, whole.headers["content-type"], len(whole.content)) == (200, "video/mp4", 1024)
    assert whole.headers["accept-ranges"] == "bytes"
    assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
    assert part.headers["content-range"] == "bytes 10-19/1024"
    assert beyond.status_code == 416
    assert (changed.status_code, len(changed.content)) == (200, 1024)


async def test_a_film_has_no_size_to_ask_for(client: Client, gallery: dict[str, UUID]) -> None:
    assert gallery
    response = await client.http.get("/media/film.mp4?w=200")

    assert response.status_code == 400


async def test_a_picture_that_was_taken_sideways_stands_upright(client: Client, folder: Path) -> None:
    sideways = Image.new("RGB", (400, 200), "green")
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: to be turned by 90°
    sideways.save(folder / "phone.jpg", exif=exif)

    shown, _ = await picture(client, "/media/phone.jpg?w=100")

    assert shown.size == (100, 200)
