"""Product pictures of the demo shop, drawn instead of photographed.

A picture is a flat illustration of one shape in two colors, with a pale disc behind it and a soft shadow below. It
needs no file, no font and no network, so the demo shop looks the same on every machine.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.demo.art import beauty, clothing, electronics, food, home
from app.demo.art.canvas import BLACK, WHITE, Canvas, Tones, mix

SHAPES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {**clothing.SHAPES, **beauty.SHAPES, **home.SHAPES, **electronics.SHAPES, **food.SHAPES}
)

_OVERSAMPLING = 2
_SHADOW_PIXELS = 240
_PALETTE_COLORS = 96
_PALETTE_SAMPLING = 3


def draw(shape: str, background: str, foreground: str, size: int = 1200) -> bytes:
    """A PNG of `size` × `size` pixels that shows the shape in the two CSS colors.

    KeyError when there is no such shape, ValueError when a color is not one.
    """
    if shape not in SHAPES:
        raise KeyError(f"There is no shape {shape!r}. Choose one of: {', '.join(sorted(SHAPES))}.")
    tones = Tones.of(background, foreground)
    backdrop = _backdrop(tones, size, _silhouette(SHAPES[shape], tones))
    canvas = Canvas(backdrop.resize((size * _OVERSAMPLING, size * _OVERSAMPLING), Image.Resampling.NEAREST), tones)
    SHAPES[shape](canvas)
    picture = canvas.image.reduce(_OVERSAMPLING)
    file = BytesIO()
    _with_palette(picture, tones).save(file, "PNG", compress_level=6)
    return file.getvalue()


def _silhouette(paint: Callable[[Canvas], None], tones: Tones) -> Image.Image:
    """Where the figure is, painted small: it only becomes a blurred shadow."""
    canvas = Canvas(Image.new("RGBA", (_SHADOW_PIXELS, _SHADOW_PIXELS)), tones)
    paint(canvas)
    return canvas.image.getchannel("A")


def _backdrop(tones: Tones, size: int, silhouette: Image.Image) -> Image.Image:
    """The background with a paler disc on it, darkened a little below the figure."""
    large = Image.new("L", (size * _OVERSAMPLING, size * _OVERSAMPLING))
    edge = large.width * 0.11
    ImageDraw.Draw(large).ellipse([edge, edge, large.width - edge, large.width - edge], fill=255)
    backdrop = Image.new("RGB", (size, size), tones.background)
    backdrop.paste(mix(tones.background, WHITE, 0.38), mask=large.reduce(_OVERSAMPLING))
    fallen = ImageChops.offset(silhouette, 0, _SHADOW_PIXELS // 40)
    soft = fallen.filter(ImageFilter.GaussianBlur(_SHADOW_PIXELS / 60)).point(
        [value * 26 // 100 for value in range(256)]
    )
    shade = mix(tones.background, BLACK, 0.75)
    backdrop.paste(shade, mask=soft.resize(backdrop.size, Image.Resampling.BICUBIC))
    return backdrop


def _with_palette(picture: Image.Image, tones: Tones) -> Image.Image:
    """The picture in few colors, chosen from a smaller copy: that is much quicker and looks the same.

    The background, an average by then, gets its exact color back, so that a page can continue it.
    """
    chosen = picture.reduce(_PALETTE_SAMPLING).quantize(_PALETTE_COLORS, Image.Quantize.MEDIANCUT)
    flat = picture.quantize(palette=chosen, dither=Image.Dither.NONE)
    palette = flat.getpalette() or []
    corner = 3 * flat.crop((0, 0, 1, 1)).tobytes()[0]
    palette[corner : corner + 3] = tones.background
    flat.putpalette(palette)
    return flat
