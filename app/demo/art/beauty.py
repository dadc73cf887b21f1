"""Bottles, jars and soaps of the bathroom shelf."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.demo.art.canvas import Canvas


def label(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    """A paper label with a mark and two lines, the only 'writing' there is."""
    tones = canvas.tones
    canvas.box(left, top, right, bottom, tones.paper, 8)
    middle, height = (left + right) / 2, bottom - top
    canvas.disc(middle, top + height * 0.32, height * 0.12, tones.base)
    reach = (right - left) * 0.3
    for share, width in ((0.6, 1.0), (0.76, 0.6)):
        y = top + height * share
        canvas.stroke(f"M {middle - reach * width:.0f} {y:.0f} L {middle + reach * width:.0f} {y:.0f}", 7, tones.pale)


def pump_bottle(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 500 300 L 500 210", 24, tones.deep)
    canvas.shape("M 400 178 Q 380 180 376 204 L 376 222 L 402 222 L 408 214 L 560 214 L 560 178", tones.deep)
    canvas.box(444, 268, 556, 342, tones.deep, 12)
    canvas.symmetric("M 500 334 L 446 334 Q 346 350 340 440 L 340 800 Q 342 836 380 838 L 500 838", tones.base)
    canvas.box(604, 440, 628, 800, tones.light, 12)
    label(canvas, 372, 480, 580, 730)


def spray_bottle(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(430, 186, 570, 318, tones.deep, 18)
    canvas.box(416, 214, 440, 236, tones.dark, 6)
    canvas.box(414, 306, 586, 346, tones.dark, 8)
    canvas.box(372, 338, 628, 840, tones.base, 44)
    canvas.box(590, 400, 608, 790, tones.light, 9)
    label(canvas, 396, 480, 566, 720)
    for x, y, radius in ((370, 216, 9), (336, 192, 11), (330, 232, 8), (294, 172, 9), (286, 216, 11), (290, 254, 8)):
        canvas.disc(x, y, radius, tones.light)


def dropper(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.symmetric("M 500 160 Q 452 160 452 208 L 452 296 L 500 296", tones.deep)
    canvas.box(424, 284, 576, 384, tones.dark, 12)
    for x in range(444, 570, 22):
        canvas.stroke(f"M {x} 298 L {x} 370", 5, tones.deep)
    canvas.symmetric("M 500 380 L 440 380 Q 330 400 326 480 L 326 790 Q 328 838 376 840 L 500 840", tones.base)
    canvas.box(640, 480, 658, 790, tones.light, 9)
    label(canvas, 358, 510, 616, 750)


def jar(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(252, 450, 748, 800, tones.base, 70)
    canvas.box(240, 320, 760, 470, tones.paper, 30)
    canvas.box(240, 432, 760, 470, tones.background, 18)
    canvas.box(690, 510, 710, 730, tones.light, 10)
    label(canvas, 370, 520, 630, 740)


def tube(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(430, 760, 570, 850, tones.deep, 16)
    canvas.symmetric("M 500 170 L 330 170 L 376 736 Q 380 770 420 774 L 500 774", tones.base)
    canvas.box(326, 158, 674, 206, tones.dark, 6)
    for x in range(346, 670, 22):
        canvas.stroke(f"M {x} 166 L {x} 198", 4, tones.deep)
    canvas.stroke("M 632 250 L 606 700", 14, tones.light)
    label(canvas, 392, 330, 590, 600)


def lip_balm(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.disc(590, 420, 216, tones.dark)
    canvas.disc(590, 420, 196, tones.paper)
    canvas.disc(590, 420, 120, tones.pale)
    canvas.disc(590, 420, 84, tones.paper)
    canvas.disc(410, 620, 230, tones.deep)
    canvas.disc(410, 610, 222, tones.base)
    canvas.disc(410, 610, 178, tones.pale)
    canvas.stroke("M 300 590 Q 350 500 450 490", 14, tones.paper)


def soap(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(226, 470, 774, 740, tones.dark, 80)
    canvas.box(226, 420, 774, 690, tones.base, 90)
    canvas.box(284, 470, 716, 640, tones.light, 60)
    canvas.box(296, 482, 704, 628, tones.base, 52)
    canvas.stroke("M 500 602 Q 500 560 500 520", 10, tones.pale)
    canvas.shape("M 500 570 Q 440 566 424 516 Q 484 514 500 570", tones.pale)
    canvas.shape("M 500 556 Q 560 552 576 502 Q 516 500 500 556", tones.pale)
    for x, y, radius in ((300, 350, 46), (386, 304, 28), (250, 288, 22), (690, 346, 34), (752, 300, 20)):
        canvas.disc(x, y, radius, tones.paper)
        canvas.disc(x - radius * 0.28, y - radius * 0.28, radius * 0.24, tones.pale)


def pouch(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.symmetric("M 500 210 L 300 210 Q 316 500 268 790 Q 270 836 320 840 L 500 840", tones.base)
    canvas.shape("M 640 210 L 700 210 Q 684 500 732 790 Q 730 836 680 840 L 640 840 Q 676 520 640 210", tones.dark)
    canvas.box(296, 196, 704, 262, tones.dark, 8)
    canvas.stroke("M 320 296 L 680 296", 6, tones.light)
    label(canvas, 374, 400, 606, 690)


def comb(canvas: Canvas) -> None:
    tones = canvas.tones
    for x in range(226, 790, 30):
        canvas.box(x - 9, 420, x + 9, 690, tones.dark, 9)
    canvas.box(196, 410, 234, 706, tones.base, 16)
    canvas.box(766, 410, 804, 706, tones.base, 16)
    canvas.symmetric("M 500 300 Q 280 300 196 380 L 196 490 L 500 490", tones.base)
    canvas.stroke("M 260 420 Q 380 360 520 372 Q 640 384 744 412", 6, tones.light)
    canvas.stroke("M 250 456 Q 400 410 560 428 Q 660 440 750 452", 6, tones.dark)


def perfume(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(420, 180, 580, 330, tones.deep, 14)
    canvas.box(548, 194, 562, 318, tones.dark, 7)
    canvas.box(446, 322, 554, 378, tones.pale, 6)
    canvas.box(280, 370, 720, 830, tones.paper, 40)
    canvas.box(310, 470, 690, 800, tones.light, 24)
    canvas.box(310, 470, 690, 520, tones.pale, 20)
    canvas.stroke("M 500 384 L 500 760", 6, tones.pale)
    label(canvas, 390, 560, 610, 740)


SHAPES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {
        "comb": comb,
        "dropper": dropper,
        "jar": jar,
        "lip-balm": lip_balm,
        "perfume": perfume,
        "pouch": pouch,
        "pump-bottle": pump_bottle,
        "soap": soap,
        "spray-bottle": spray_bottle,
        "tube": tube,
    }
)
