"""Pictures over HTTP: resized in steps, cached, and no way out of their folder."""

import io
from pathlib import Path

import pytest
from PIL import Image

from app.core.settings import Settings
from app.http import media as media_module
from tests.support.client import Client

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
    assert response.json() == {
        "errors": [{"message": "There is no such picture.", "extensions": {"code": "NOT_FOUND"}}]
    }


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("w=0", "`w` is a width in pixels, 1 to 10000."),
        ("w=-5", "`w` is a width in pixels, 1 to 10000."),
        ("w=10001", "`w` is a width in pixels, 1 to 10000."),
        ("w=1e3", "`w` is a width in pixels, 1 to 10000."),
        ("w=", "`w` is a width in pixels, 1 to 10000."),
        ("f=gif", "`f` is one of webp, jpeg, png."),
        ("w=100&f=WEBP", "`f` is one of webp, jpeg, png."),
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
