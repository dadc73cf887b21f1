"""Tins, bags, bars and bottles of the pantry."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.demo.art.beauty import label
from app.demo.art.canvas import Canvas

LEAF = (94, 133, 84)
GOLD = (214, 168, 84)


def _leaves(canvas: Canvas, x: float, y: float) -> None:
    """Two leaves on a stalk that ends at the point."""
    canvas.stroke(f"M {x} {y} L {x} {y - 60}", 8, LEAF)
    canvas.shape(f"M {x} {y - 40} Q {x - 92} {y - 40} {x - 104} {y - 120} Q {x - 10} {y - 126} {x} {y - 40}", LEAF)
    canvas.shape(f"M {x} {y - 54} Q {x + 92} {y - 54} {x + 104} {y - 134} Q {x + 10} {y - 140} {x} {y - 54}", LEAF)


def tea_tin(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(290, 270, 710, 830, tones.base, 30)
    canvas.box(272, 180, 728, 330, tones.dark, 30)
    canvas.stroke("M 290 300 L 710 300", 6, tones.light)
    canvas.box(664, 350, 684, 800, tones.light, 10)
    canvas.box(350, 420, 640, 740, tones.paper, 12)
    _leaves(canvas, 495, 640)
    canvas.stroke("M 420 690 L 570 690", 8, tones.pale)


def coffee_bag(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 640 230 L 720 260 L 730 800 Q 728 830 690 836 L 630 836", tones.deep)
    canvas.symmetric("M 500 190 L 290 190 L 270 800 Q 272 834 310 838 L 500 838", tones.base)
    canvas.box(284, 170, 716, 250, tones.dark, 8)
    canvas.box(270, 204, 300, 236, GOLD, 6)
    canvas.box(700, 204, 730, 236, GOLD, 6)
    canvas.box(360, 370, 640, 720, tones.paper, 12)
    canvas.disc(500, 510, 74, tones.dark, 1.28)
    canvas.stroke("M 500 418 Q 464 464 500 510 Q 536 556 500 602", 11, tones.paper)
    canvas.stroke("M 420 666 L 580 666", 8, tones.pale)


def chocolate(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(280, 140, 720, 560, tones.base, 14)
    for row in range(3):
        for column in range(3):
            x, y = 294 + column * 140, 152 + row * 126
            canvas.box(x, y, x + 132, y + 118, tones.light, 10)
            canvas.box(x + 12, y + 12, x + 132, y + 118, tones.base, 8)
    canvas.shape(
        "M 268 480 L 320 452 L 372 486 L 424 450 L 476 486 L 528 452 "
        "L 580 486 L 632 450 L 684 484 L 732 456 L 732 560 L 268 560",
        GOLD,
    )
    canvas.box(262, 530, 738, 860, tones.paper, 10)
    canvas.box(262, 530, 738, 566, tones.pale)
    canvas.box(262, 824, 738, 860, tones.pale)
    canvas.disc(500, 680, 62, tones.dark, 0.62)
    canvas.stroke("M 446 692 Q 500 660 554 668", 6, tones.pale)
    canvas.stroke("M 400 778 L 600 778", 8, tones.pale)


def praline_box(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(190, 300, 810, 800, tones.dark, 24)
    canvas.box(216, 326, 784, 774, tones.paper, 14)
    for row in range(4):
        for column in range(4):
            x, y = 290 + column * 140, 388 + row * 108
            canvas.disc(x, y, 50, GOLD)
            canvas.disc(x, y, 42, tones.deep if (row + column) % 2 else tones.base)
            canvas.stroke(
                f"M {x - 24} {y + 8} Q {x - 6} {y - 24} {x + 6} {y} Q {x + 14} {y + 18} {x + 26} {y - 8}", 7, tones.pale
            )
    canvas.shape("M 500 300 Q 380 180 350 250 Q 360 310 500 300", tones.base)
    canvas.shape("M 500 300 Q 620 180 650 250 Q 640 310 500 300", tones.base)
    canvas.disc(500, 294, 28, tones.deep)


def biscuit_tin(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(250, 520, 750, 820, tones.base, 40)
    canvas.disc(500, 520, 250, tones.dark, 0.26)
    canvas.disc(500, 522, 226, tones.deep, 0.24)
    for x, y in ((370, 470), (500, 440), (630, 470)):
        canvas.disc(x, y, 96, GOLD)
        canvas.disc(x, y, 80, (236, 200, 130))
        for dx, dy in ((-30, -18), (24, -30), (0, 6), (-26, 30), (32, 24)):
            canvas.disc(x + dx, y + dy, 7, GOLD)
    canvas.symmetric("M 500 590 Q 330 590 250 524 L 250 780 Q 254 820 290 820 L 500 820", tones.base)
    canvas.stroke("M 262 560 Q 350 618 500 618 Q 650 618 738 560", 8, tones.light)
    label(canvas, 390, 660, 610, 792)


def date_box(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 190 430 L 810 430 L 770 800 L 230 800", tones.paper)
    canvas.box(170, 400, 830, 450, tones.pale, 10)
    for x, y, fill in (
        (270, 370, tones.dark),
        (380, 340, tones.base),
        (500, 362, tones.dark),
        (612, 338, tones.base),
        (726, 372, tones.dark),
        (326, 398, tones.base),
        (446, 404, tones.light),
        (560, 402, tones.base),
        (672, 400, tones.light),
    ):
        canvas.disc(x, y, 66, fill, 0.72)
        canvas.stroke(f"M {x - 34} {y - 12} Q {x} {y - 30} {x + 30} {y - 14}", 6, tones.pale)
    canvas.shape("M 176 430 L 824 430 L 784 810 L 216 810", tones.pale)
    canvas.shape("M 186 450 L 814 450 L 778 800 L 222 800", tones.paper)
    canvas.stroke("M 500 740 L 500 560", 12, tones.base)
    for turn in (-1, 1):
        for reach, drop in ((130, 40), (150, -20), (96, -70)):
            bend = f"{500 + turn * reach * 0.6:.0f} {518 + drop * 0.4:.0f}"
            canvas.stroke(f"M 500 560 Q {bend} {500 + turn * reach} {580 + drop}", 12, LEAF)


def oil_bottle(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(448, 110, 552, 230, tones.deep, 14)
    canvas.symmetric(
        "M 500 220 L 456 220 L 452 330 Q 448 400 380 440 Q 346 466 346 520 L 346 830 Q 350 862 384 864 L 500 864",
        tones.base,
    )
    canvas.stroke("M 612 520 L 612 820", 16, tones.light)
    canvas.box(346, 540, 594, 780, tones.paper)
    canvas.stroke("M 400 700 Q 460 620 540 600", 8, LEAF)
    for x, y in ((424, 640), (474, 604), (470, 676), (520, 636)):
        canvas.disc(x, y, 21, tones.dark, 1.2)
    canvas.stroke("M 410 746 L 530 746", 7, tones.pale)


def honey_jar(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.symmetric("M 500 330 L 340 330 Q 256 350 256 440 L 256 740 Q 260 836 350 840 L 500 840", tones.base)
    canvas.box(318, 210, 682, 320, tones.deep, 22)
    canvas.box(346, 316, 654, 346, tones.light)
    canvas.box(688, 430, 710, 760, tones.light, 11)
    canvas.box(330, 450, 640, 740, tones.paper, 14)
    for x, y in ((430, 560), (485, 528), (540, 560), (485, 592)):
        points = ((0, -34), (30, -17), (30, 17), (0, 34), (-30, 17), (-30, -17))
        canvas.shape("M " + " L ".join(f"{x + dx} {y + dy}" for dx, dy in points), tones.base)
    canvas.stroke("M 410 684 L 560 684", 8, tones.pale)


def jam_jar(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(280, 330, 720, 830, tones.base, 70)
    canvas.symmetric("M 500 210 L 330 214 L 270 380 Q 320 356 360 384 Q 420 352 460 380 Q 480 366 500 372", tones.paper)
    for x in range(350, 660, 60):
        canvas.stroke(f"M {x} 226 L {500 + (x - 500) * 1.25:.0f} 350", 8, tones.pale)
    canvas.box(316, 286, 684, 306, tones.dark, 10)
    label(canvas, 364, 470, 636, 750)


def spice_jar(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(370, 190, 630, 330, (150, 106, 68), 22)
    canvas.stroke("M 376 290 L 624 290", 6, (122, 84, 52))
    canvas.box(330, 320, 670, 830, tones.paper, 50)
    canvas.box(350, 420, 650, 810, tones.base, 36)
    for index in range(46):
        x, y = 368 + (index * 97) % 264, 436 + (index * 61) % 360
        canvas.stroke(f"M {x} {y} L {x + 14 - (index % 3) * 12} {y + 16}", 7, tones.light if index % 2 else tones.dark)
    label(canvas, 386, 510, 614, 730)


def sauce_bottle(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(440, 120, 560, 220, (178, 58, 46), 16)
    canvas.symmetric(
        "M 500 214 L 452 214 L 448 340 Q 440 420 376 470 Q 346 500 346 560 L 346 820 Q 350 860 390 862 L 500 862",
        tones.base,
    )
    canvas.stroke("M 624 560 L 624 800", 14, tones.light)
    canvas.box(346, 560, 604, 790, tones.paper)
    canvas.disc(475, 652, 56, (178, 58, 46))
    canvas.disc(475, 652, 38, tones.paper)
    canvas.disc(475, 652, 18, (178, 58, 46))
    canvas.stroke("M 410 748 L 540 748", 8, tones.pale)


def sauce_jar(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(300, 340, 700, 830, tones.base, 70)
    canvas.box(300, 340, 700, 440, tones.light, 50)
    canvas.box(326, 230, 674, 350, tones.deep, 22)
    for index in range(40):
        x, y = 326 + (index * 83) % 350, 456 + (index * 47) % 330
        canvas.disc(x, y, 10, GOLD if index % 3 else tones.deep)
    canvas.box(300, 520, 700, 740, tones.paper)
    canvas.shape("M 400 600 Q 500 560 590 650 Q 620 680 640 660 Q 600 720 540 696 Q 440 660 400 600", tones.base)
    canvas.stroke("M 400 600 Q 380 586 380 562", 12, LEAF)


SHAPES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {
        "biscuit-tin": biscuit_tin,
        "chocolate": chocolate,
        "coffee-bag": coffee_bag,
        "date-box": date_box,
        "honey-jar": honey_jar,
        "jam-jar": jam_jar,
        "oil-bottle": oil_bottle,
        "praline-box": praline_box,
        "sauce-bottle": sauce_bottle,
        "sauce-jar": sauce_jar,
        "spice-jar": spice_jar,
        "tea-tin": tea_tin,
    }
)
