"""The drawing surface of the product art: flat shapes on a square of 1000 × 1000 units.

Everything is drawn larger than asked and scaled down, because Pillow's own shapes have jagged edges. Coordinates,
widths and radii are in units, so a shape is described once and drawn at any size.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageColor, ImageDraw

Color = tuple[int, int, int]
Point = tuple[float, float]
Painter = Callable[["Canvas"], None]

UNITS = 1000
CURVE_STEPS = 28
WHITE: Color = (255, 255, 255)
BLACK: Color = (18, 20, 28)

_STEP = re.compile(r"([MLQC])((?:\s+-?\d+(?:\.\d+)?)+)")


def mix(first: Color, second: Color, share: float) -> Color:
    """The color that is `share` of the way from the first to the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Tones:
    """The few colors of one picture, all derived from its background and its foreground."""

    background: Color
    base: Color
    light: Color
    pale: Color
    dark: Color
    deep: Color
    paper: Color

    @classmethod
    def of(cls, background: str, foreground: str) -> "Tones":
        """Read two CSS colors such as `#dfe8ef`; ValueError when one is not a color."""
        back, base = _color(background), _color(foreground)
        return cls(
            background=back,
            base=base,
            light=mix(base, WHITE, 0.22),
            pale=mix(base, WHITE, 0.62),
            dark=mix(base, BLACK, 0.2),
            deep=mix(base, BLACK, 0.45),
            paper=mix(back, WHITE, 0.72),
        )


class Canvas:
    """A square image to paint on, with the tones of the picture at hand."""

    def __init__(self, image: Image.Image, tones: Tones) -> None:
        self.image = image
        self.tones = tones
        self._scale = image.width / UNITS
        self._draw = ImageDraw.Draw(image)

    def shape(self, path: str, fill: Color) -> None:
        """Fill the outline of a path."""
        self._draw.polygon(self._pixels(outline(path)), fill=fill)

    def symmetric(self, half: str, fill: Color) -> None:
        """Fill the outline whose left half is the path, mirrored about the vertical middle."""
        self._draw.polygon(self._pixels(_mirrored(outline(half))), fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Color, radius: float = 0) -> None:
        """Fill a rectangle, its corners rounded by the radius."""
        self._draw.rounded_rectangle(
            [left * self._scale, top * self._scale, right * self._scale, bottom * self._scale],
            radius * self._scale,
            fill=fill,
        )

    def disc(self, x: float, y: float, radius: float, fill: Color, flat: float = 1) -> None:
        """Fill an ellipse around a point; `flat` is its height in proportion to its width."""
        tall = radius * flat
        self._draw.ellipse(
            [
                (x - radius) * self._scale,
                (y - tall) * self._scale,
                (x + radius) * self._scale,
                (y + tall) * self._scale,
            ],
            fill=fill,
        )

    def stroke(self, path: str, width: float, fill: Color) -> None:
        """Draw a line of even width with round ends along a path."""
        points = self._pixels(outline(path))
        self._draw.line(points, fill=fill, width=max(1, round(width * self._scale)), joint="curve")
        radius = width * self._scale / 2
        for x, y in (points[0], points[-1]):
            self._draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)

    def inside(self, path: str, paint: Painter, *, mirrored: bool = False) -> None:
        """Paint, keeping only what falls within the path: for stripes, shading and patterns."""
        points = outline(path)
        pixels = self._pixels(_mirrored(points) if mirrored else points)
        xs, ys = zip(*pixels, strict=True)
        left, top = int(min(xs)), int(min(ys))
        mask = Image.new("L", (int(max(xs)) + 1 - left, int(max(ys)) + 1 - top))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=255)
        inner = Canvas(self.image.copy(), self.tones)
        paint(inner)
        self.image.paste(inner.image.crop((left, top, left + mask.width, top + mask.height)), (left, top), mask)

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]


def outline(path: str) -> list[Point]:
    """The points of a path such as `M 300 200 L 700 200 Q 800 500 700 800`: SVG with absolute M, L, Q and C only."""
    points: list[Point] = []
    for command, text in _STEP.findall(path):
        numbers = [float(number) for number in text.split()]
        given = list(zip(numbers[::2], numbers[1::2], strict=True))
        size = {"M": 1, "L": 1, "Q": 2, "C": 3}[command]
        for index in range(0, len(given), size):
            if size == 1:
                points.append(given[index])
            else:
                points.extend(_curve([points[-1], *given[index : index + size]]))
    return points


def _curve(controls: Sequence[Point]) -> list[Point]:
    """Points along a Bézier curve, its start left out, by De Casteljau's construction."""
    found = []
    for step in range(1, CURVE_STEPS + 1):
        share, row = step / CURVE_STEPS, list(controls)
        while len(row) > 1:
            row = [(ax + (bx - ax) * share, ay + (by - ay) * share) for (ax, ay), (bx, by) in pairwise(row)]
        found.append(row[0])
    return found


def _mirrored(half: Sequence[Point]) -> list[Point]:
    return [*half, *((UNITS - x, y) for x, y in reversed(half))]


def _color(text: str) -> Color:
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue
