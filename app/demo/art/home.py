"""Things for the table, the bed and the living room."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.demo.art.beauty import label
from app.demo.art.canvas import Canvas

FLAME = (247, 190, 84)
GLOW = (253, 226, 158)


def mug(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 640 420 Q 812 400 806 540 Q 800 690 630 690", 44, tones.dark)
    body = "M 250 330 L 660 330 L 650 730 Q 640 800 570 802 L 340 802 Q 270 800 260 730"
    canvas.shape(body, tones.paper)
    canvas.inside(body, _glaze)
    canvas.disc(455, 332, 205, tones.light, 0.2)
    canvas.disc(455, 338, 180, tones.deep, 0.18)
    for x in (390, 470):
        canvas.stroke(f"M {x} 250 Q {x - 34} 214 {x} 178 Q {x + 34} 142 {x} 106", 12, tones.paper)


def _glaze(canvas: Canvas) -> None:
    canvas.shape(
        "M 200 300 L 700 300 L 700 620 Q 640 560 590 620 Q 540 690 470 630 Q 410 570 350 640 Q 290 700 200 620",
        canvas.tones.base,
    )
    canvas.stroke("M 300 400 L 306 560", 18, canvas.tones.light)


def bowl(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(380, 720, 620, 790, tones.background, 12)
    canvas.box(388, 720, 612, 780, tones.paper, 12)
    body = "M 180 430 Q 190 740 420 752 L 580 752 Q 810 740 820 430"
    canvas.shape(body, tones.paper)
    canvas.inside(body, _brushed_band)
    canvas.disc(500, 430, 320, tones.background, 0.22)
    canvas.disc(500, 438, 292, tones.pale, 0.2)
    canvas.stroke("M 360 450 L 800 214", 13, tones.deep)
    canvas.stroke("M 400 462 L 830 262", 13, tones.deep)


def _brushed_band(canvas: Canvas) -> None:
    canvas.stroke("M 150 560 Q 330 660 500 660 Q 680 660 850 560", 52, canvas.tones.base)
    canvas.stroke("M 150 500 Q 330 600 500 600 Q 680 600 850 500", 8, canvas.tones.base)


def teapot(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 282 430 Q 300 180 500 180 Q 700 180 718 430", 26, tones.deep)
    canvas.shape("M 690 610 Q 790 580 800 430 L 852 440 Q 850 660 690 710", tones.dark)
    canvas.symmetric("M 500 420 Q 236 430 236 600 Q 240 770 500 770", tones.base)
    canvas.box(360, 756, 640, 796, tones.dark, 16)
    canvas.disc(500, 424, 150, tones.dark, 0.28)
    canvas.disc(500, 366, 34, tones.deep)
    for row, count in enumerate((7, 8, 7, 6)):
        for index in range(count):
            canvas.disc(500 + (index - (count - 1) / 2) * 62, 516 + row * 62, 12, tones.light)


def carafe(canvas: Canvas) -> None:
    tones = canvas.tones
    glass = "M 500 230 L 424 230 Q 420 380 370 450 Q 320 520 322 640 L 330 790 Q 334 836 380 838 L 500 838"
    canvas.symmetric(glass, tones.paper)
    canvas.inside(glass, _water, mirrored=True)
    canvas.box(404, 160, 596, 300, tones.pale, 18)
    canvas.box(404, 160, 596, 186, tones.light, 12)
    canvas.stroke("M 372 560 Q 366 660 376 780", 14, tones.paper)


def _water(canvas: Canvas) -> None:
    canvas.box(200, 540, 800, 900, canvas.tones.light)
    canvas.disc(500, 540, 176, canvas.tones.pale, 0.16)


def board(canvas: Canvas) -> None:
    tones = canvas.tones
    outline = "M 500 140 Q 450 140 446 190 L 440 320 Q 310 330 300 440 L 300 780 Q 304 850 380 856 L 500 856"
    canvas.symmetric(outline, tones.base)
    canvas.inside(outline, _wood_grain, mirrored=True)
    canvas.disc(500, 196, 22, tones.background)


def _wood_grain(canvas: Canvas) -> None:
    tones = canvas.tones
    for shift, fill in ((0, tones.light), (70, tones.dark), (150, tones.light), (240, tones.dark), (330, tones.light)):
        x = 330 + shift
        canvas.stroke(f"M {x} 300 Q {x + 60} 460 {x + 4} 600 Q {x - 40} 730 {x + 20} 880", 9, fill)
    canvas.disc(420, 650, 34, tones.dark, 1.5)
    canvas.disc(420, 650, 20, tones.deep, 1.5)


def napkin(canvas: Canvas) -> None:
    tones = canvas.tones
    for step, fill in enumerate((tones.dark, tones.light, tones.dark, tones.base)):
        y = 560 - step * 60
        canvas.shape(f"M 500 {y + 260} L 190 {y + 90} L 500 {y - 80} L 810 {y + 90}", fill)
    canvas.stroke("M 250 470 L 500 332 L 750 470", 6, tones.pale)
    canvas.stroke("M 500 608 L 250 470", 6, tones.pale)
    canvas.stroke("M 500 608 L 750 470", 6, tones.pale)
    canvas.stroke("M 470 430 Q 500 400 530 430 Q 500 470 470 430", 7, tones.pale)


def towel(canvas: Canvas) -> None:
    tones = canvas.tones
    for y, fill in ((650, tones.dark), (510, tones.base), (370, tones.light)):
        canvas.box(220, y, 780, y + 150, fill, 62)
        canvas.stroke(f"M 300 {y + 98} L 776 {y + 98}", 5, tones.deep if fill == tones.dark else tones.dark)
        for x in range(300, 760, 34):
            canvas.stroke(f"M {x} {y + 30} L {x} {y + 74}", 5, tones.base if fill != tones.base else tones.light)


def blanket(canvas: Canvas) -> None:
    tones = canvas.tones
    for x in range(262, 748, 26):
        canvas.stroke(f"M {x} 790 L {x} 856", 9, tones.dark)
    canvas.box(250, 190, 750, 806, tones.base, 36)
    frame = "M 250 230 L 750 230 L 750 800 L 250 800"
    canvas.inside(frame, _check)
    canvas.box(250, 190, 750, 300, tones.dark, 40)
    canvas.box(250, 182, 750, 268, tones.light, 40)


def _check(canvas: Canvas) -> None:
    tones = canvas.tones
    for place in (310, 430, 550, 670):
        canvas.box(place, 200, place + 40, 820, tones.light)
    for place in (330, 450, 570, 690):
        canvas.box(240, place, 760, place + 40, tones.light)
        for x in (310, 430, 550, 670):
            canvas.box(x, place, x + 40, place + 40, tones.pale)


def pillow(canvas: Canvas) -> None:
    tones = canvas.tones
    outline = (
        "M 500 262 Q 330 258 236 214 Q 206 220 214 250 Q 254 380 250 500 "
        "Q 252 630 212 750 Q 206 786 238 786 Q 340 742 500 742"
    )
    canvas.symmetric(outline, tones.base)
    canvas.inside(outline, _weave, mirrored=True)
    canvas.stroke("M 300 330 Q 380 360 420 420", 8, tones.dark)
    canvas.stroke("M 700 330 Q 620 360 580 420", 8, tones.dark)
    canvas.stroke("M 300 676 Q 370 650 410 600", 8, tones.dark)
    canvas.stroke("M 700 676 Q 630 650 590 600", 8, tones.dark)


def _weave(canvas: Canvas) -> None:
    canvas.box(330, 200, 372, 800, canvas.tones.light)
    canvas.box(628, 200, 670, 800, canvas.tones.light)
    canvas.box(390, 200, 402, 800, canvas.tones.pale)
    canvas.box(598, 200, 610, 800, canvas.tones.pale)


def bedding(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(170, 240, 830, 560, tones.deep, 30)
    canvas.box(210, 380, 480, 540, tones.paper, 60)
    canvas.box(520, 380, 790, 540, tones.paper, 60)
    canvas.box(170, 500, 830, 800, tones.base, 40)
    canvas.box(170, 500, 830, 580, tones.light, 36)
    for x in (300, 500, 700):
        canvas.stroke(f"M {x} 620 Q {x - 30} 700 {x + 10} 780", 8, tones.dark)
    for x in (230, 754):
        canvas.box(x, 790, x + 24, 850, tones.deep, 6)


def lamp(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 316 420 L 684 420 L 800 790 L 200 790", (254, 236, 192))
    canvas.box(482, 400, 518, 780, tones.dark)
    canvas.disc(500, 790, 170, tones.dark, 0.2)
    canvas.disc(500, 780, 170, tones.base, 0.2)
    canvas.symmetric("M 500 200 Q 276 206 266 430 L 500 430", tones.base)
    canvas.stroke("M 330 380 Q 350 280 440 244", 14, tones.light)
    canvas.box(266, 424, 734, 446, FLAME, 8)


def pendant(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 500 60 L 500 270", 8, tones.deep)
    globe = "M 500 260 Q 220 270 220 540 Q 220 800 500 810"
    canvas.symmetric(globe, tones.paper)
    canvas.inside(globe, _paper_ribs, mirrored=True)
    canvas.box(430, 248, 570, 276, tones.dark, 10)
    canvas.box(430, 796, 570, 820, tones.dark, 10)


def _paper_ribs(canvas: Canvas) -> None:
    canvas.disc(500, 545, 250, (254, 244, 216))
    canvas.disc(500, 545, 150, (254, 234, 184))
    for y in range(290, 800, 46):
        canvas.stroke(f"M 200 {y} Q 500 {y + 26} 800 {y}", 7, canvas.tones.base)


def candle(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.disc(500, 300, 96, GLOW)
    canvas.symmetric("M 500 214 Q 452 300 462 332 Q 474 362 500 362", FLAME)
    canvas.stroke("M 500 350 L 500 440", 9, tones.deep)
    canvas.box(290, 400, 710, 830, tones.pale, 44)
    canvas.box(290, 470, 710, 830, tones.base, 44)
    canvas.disc(500, 474, 210, tones.light, 0.12)
    canvas.box(664, 540, 682, 780, tones.light, 9)
    label(canvas, 376, 560, 624, 770)


def vase(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 500 440 Q 480 280 560 130", 9, tones.deep)
    for x, y in ((560, 140), (528, 200), (586, 214), (506, 268), (566, 292)):
        canvas.disc(x, y, 27, tones.paper)
        canvas.disc(x, y, 9, FLAME)
    canvas.symmetric("M 500 410 L 446 410 Q 450 500 392 544 Q 320 610 340 730 Q 356 836 430 840 L 500 840", tones.base)
    canvas.disc(500, 410, 54, tones.deep, 0.24)
    canvas.stroke("M 392 620 Q 366 690 396 764", 16, tones.light)


def diffuser(canvas: Canvas) -> None:
    tones = canvas.tones
    for x in (350, 420, 480, 540, 600, 660):
        canvas.stroke(f"M {480 + (x - 500) * 0.12:.0f} 520 L {x} 130", 9, tones.deep)
    canvas.box(440, 420, 560, 520, tones.dark, 10)
    canvas.box(310, 500, 690, 830, tones.pale, 50)
    canvas.box(310, 600, 690, 830, tones.light, 50)
    canvas.box(310, 590, 690, 640, tones.light)
    label(canvas, 400, 590, 600, 780)


SHAPES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {
        "bedding": bedding,
        "blanket": blanket,
        "board": board,
        "bowl": bowl,
        "candle": candle,
        "carafe": carafe,
        "diffuser": diffuser,
        "lamp": lamp,
        "mug": mug,
        "napkin": napkin,
        "pendant": pendant,
        "pillow": pillow,
        "teapot": teapot,
        "towel": towel,
        "vase": vase,
    }
)
