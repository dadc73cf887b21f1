"""Sound, time and power."""

from collections.abc import Callable, Mapping
from math import cos, pi, sin
from types import MappingProxyType

from app.demo.art.canvas import Canvas, Color

STEEL: Color = (176, 181, 189)
STEEL_DARK: Color = (124, 130, 140)
ORANGE: Color = (201, 121, 58)
_FULL_TURN = 2 * pi


def headphones(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 260 580 C 230 110 770 110 740 580", 50, tones.base)
    canvas.stroke("M 330 330 C 400 200 600 200 670 330", 22, tones.light)
    for outer, inner, turn in ((206, 300, 1), (794, 700, -1)):
        canvas.box(min(inner, inner + 70 * turn), 500, max(inner, inner + 70 * turn), 776, tones.deep, 34)
        canvas.box(min(outer, inner), 480, max(outer, inner), 796, tones.base, 46)
    canvas.box(232, 560, 250, 716, tones.light, 9)
    canvas.box(750, 560, 768, 716, tones.dark, 9)


def earbuds(canvas: Canvas) -> None:
    tones = canvas.tones
    for x, turn in ((350, 1), (650, -1)):
        canvas.box(x - 24, 250, x + 24, 470, tones.base, 24)
        canvas.disc(x + 26 * turn, 240, 76, tones.base)
        canvas.disc(x + 70 * turn, 246, 40, tones.deep)
        canvas.disc(x - 4 * turn, 222, 16, tones.light)
    canvas.box(250, 520, 750, 830, tones.paper, 120)
    canvas.box(250, 520, 750, 640, tones.pale, 60)
    canvas.stroke("M 252 640 L 748 640", 7, tones.light)
    canvas.disc(500, 716, 13, tones.base)


def speaker(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 640 240 Q 760 130 800 250 Q 810 320 712 350", 16, tones.deep)
    canvas.box(250, 210, 750, 820, tones.base, 140)
    canvas.disc(500, 540, 196, tones.dark)
    canvas.disc(500, 540, 166, tones.deep)
    for ring, count in ((130, 22), (92, 16), (54, 10), (18, 4)):
        for index in range(count):
            angle = _FULL_TURN * index / count
            canvas.disc(500 + ring * cos(angle), 540 + ring * sin(angle), 9, tones.light)
    for x in (430, 500, 570):
        canvas.disc(x, 282, 14, tones.pale)


def radio(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 690 310 L 800 140", 9, tones.deep)
    canvas.box(170, 300, 830, 770, tones.base, 50)
    canvas.box(206, 336, 560, 734, tones.paper, 26)
    for y in range(366, 724, 28):
        canvas.stroke(f"M 236 {y} L 530 {y}", 9, tones.pale)
    canvas.box(590, 346, 796, 470, tones.paper, 16)
    canvas.stroke("M 612 430 L 774 430", 5, tones.deep)
    canvas.stroke("M 706 366 L 706 450", 6, tones.dark)
    for x in (642, 744):
        canvas.disc(x, 608, 52, tones.deep)
        canvas.disc(x, 608, 40, tones.light)
        canvas.stroke(f"M {x} 608 L {x + 18} 580", 8, tones.deep)
    for x in (240, 730):
        canvas.box(x, 766, x + 40, 800, tones.deep, 8)


def turntable(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(150, 230, 850, 790, tones.paper, 36)
    canvas.box(150, 740, 850, 800, tones.pale, 24)
    canvas.disc(436, 490, 238, tones.deep)
    for radius in (206, 176, 146, 116):
        canvas.disc(436, 490, radius, tones.dark)
        canvas.disc(436, 490, radius - 6, tones.deep)
    canvas.disc(436, 490, 76, ORANGE)
    canvas.disc(436, 490, 10, tones.paper)
    canvas.disc(762, 318, 44, tones.light)
    canvas.disc(762, 318, 22, tones.deep)
    canvas.stroke("M 762 318 L 756 600 L 640 668", 14, tones.base)
    canvas.stroke("M 650 662 L 610 684", 30, tones.deep)
    canvas.disc(782, 700, 20, tones.light)


def watch(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.symmetric("M 500 90 L 408 90 Q 396 92 396 110 L 370 340 L 500 340", tones.base)
    canvas.symmetric("M 500 660 L 370 660 L 396 890 Q 398 910 412 910 L 500 910", tones.base)
    for top, bottom, narrow, wide in ((120, 320, 416, 402), (880, 680, 416, 402)):
        canvas.stroke(f"M {narrow} {top} L {wide} {bottom}", 5, tones.pale)
        canvas.stroke(f"M {1000 - narrow} {top} L {1000 - wide} {bottom}", 5, tones.pale)
    _watch_case(canvas, dial=tones.paper, marks=tones.deep, accent=tones.base)


def steel_watch(canvas: Canvas) -> None:
    tones = canvas.tones
    for y in (100, 160, 220, 280, 670, 730, 790, 850):
        narrowing = abs(y + 25 - 500) * 0.06
        canvas.box(356 + narrowing, y, 644 - narrowing, y + 52, STEEL, 12)
        canvas.box(440, y, 560, y + 52, STEEL_DARK, 8)
    _watch_case(canvas, dial=tones.base, marks=tones.paper, accent=tones.pale)


def _watch_case(canvas: Canvas, dial: Color, marks: Color, accent: Color) -> None:
    canvas.box(714, 470, 756, 530, STEEL_DARK, 10)
    canvas.disc(500, 500, 228, STEEL_DARK)
    canvas.disc(500, 500, 214, STEEL)
    canvas.disc(500, 500, 188, dial)
    for hour in range(12):
        angle, quarter = _FULL_TURN * hour / 12, hour % 3 == 0
        inner, x, y = 142 if quarter else 156, cos(angle), sin(angle)
        tick = f"M {500 + inner * x:.1f} {500 + inner * y:.1f} L {500 + 170 * x:.1f} {500 + 170 * y:.1f}"
        canvas.stroke(tick, 12 if quarter else 7, marks)
    canvas.stroke("M 500 500 L 424 438", 15, marks)
    canvas.stroke("M 500 500 L 590 404", 10, marks)
    canvas.stroke("M 480 530 L 556 640", 5, accent)
    canvas.disc(500, 500, 15, accent)


def clock(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 350 720 L 300 800", 32, tones.deep)
    canvas.stroke("M 650 720 L 700 800", 32, tones.deep)
    canvas.box(440, 196, 560, 260, tones.deep, 24)
    canvas.disc(500, 510, 286, tones.base)
    canvas.disc(500, 510, 238, tones.paper)
    for hour in range(12):
        angle = _FULL_TURN * hour / 12
        canvas.disc(500 + 200 * cos(angle), 510 + 200 * sin(angle), 13 if hour % 3 == 0 else 8, tones.dark)
    canvas.stroke("M 500 510 L 410 450", 20, tones.deep)
    canvas.stroke("M 500 510 L 590 380", 15, tones.deep)
    canvas.stroke("M 500 510 L 560 620", 6, tones.light)
    canvas.disc(500, 510, 20, tones.base)


def charger(canvas: Canvas) -> None:
    tones = canvas.tones
    for x in (420, 540):
        canvas.box(x, 170, x + 40, 330, STEEL, 10)
    canvas.box(300, 310, 700, 800, tones.paper, 64)
    canvas.box(300, 310, 700, 400, tones.pale, 44)
    canvas.box(300, 370, 700, 402, tones.paper)
    for y in (500, 610):
        canvas.box(410, y, 590, y + 60, tones.base, 30)
        canvas.box(438, y + 22, 562, y + 38, tones.pale, 8)
    canvas.disc(500, 730, 12, tones.base)


def power_bank(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(320, 160, 680, 840, tones.base, 60)
    canvas.box(336, 176, 664, 824, tones.light, 46)
    canvas.box(340, 180, 660, 820, tones.base, 42)
    canvas.shape("M 530 380 L 434 530 L 500 530 L 476 640 L 576 480 L 508 480", tones.pale)
    for index, x in enumerate((446, 486, 526, 566)):
        canvas.disc(x, 752, 12, tones.paper if index < 3 else tones.dark)
    canvas.box(452, 190, 560, 216, tones.deep, 13)


def cable(canvas: Canvas) -> None:
    tones = canvas.tones
    loops = "M 250 300 C 250 860 860 800 760 470 C 690 260 320 300 350 540 C 380 760 720 700 720 300"
    canvas.stroke(loops, 36, tones.dark)
    canvas.stroke(loops, 22, tones.base)
    canvas.stroke(loops, 6, tones.light)
    for x in (250, 720):
        canvas.box(x - 20, 120, x + 20, 200, STEEL, 12)
        canvas.box(x - 42, 180, x + 42, 320, tones.deep, 18)
        canvas.box(x - 24, 310, x + 24, 370, tones.dark, 14)


def charging_pad(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 700 640 Q 830 700 880 640", 16, tones.deep)
    canvas.disc(480, 600, 310, tones.deep, 0.46)
    canvas.disc(480, 576, 310, tones.base, 0.46)
    canvas.disc(480, 576, 270, tones.light, 0.46)
    canvas.shape(
        "M 400 220 Q 366 222 366 260 L 400 560 Q 406 590 440 590 "
        "L 620 590 Q 650 586 646 556 L 612 250 Q 606 220 576 220",
        tones.deep,
    )
    canvas.shape(
        "M 404 240 Q 386 242 386 264 L 418 552 Q 422 572 440 572 "
        "L 612 572 Q 628 570 626 552 L 594 258 Q 590 240 574 240",
        tones.paper,
    )
    canvas.shape("M 518 330 L 456 424 L 502 424 L 492 500 L 560 396 L 510 396", tones.base)


def phone_case(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(368, 130, 632, 500, (52, 56, 64), 40)
    canvas.box(382, 144, 618, 500, tones.pale, 30)
    canvas.box(340, 300, 660, 860, tones.base, 44)
    canvas.symmetric("M 500 300 L 440 300 Q 446 356 500 356", tones.deep)
    for x in (362, 638):
        for y in range(330, 830, 30):
            canvas.stroke(f"M {x} {y} L {x} {y + 14}", 5, tones.pale)
    canvas.box(410, 610, 590, 622, tones.deep, 6)
    canvas.box(420, 560, 580, 612, tones.light, 10)


def keyboard(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.box(120, 330, 880, 720, tones.deep, 36)
    canvas.box(120, 320, 880, 700, tones.base, 36)
    for row, y in enumerate((352, 436, 520)):
        for index in range(10):
            x = 150 + index * 71
            accent = (row, index) in {(0, 0), (2, 9)}
            canvas.box(x, y, x + 60, y + 70, ORANGE if accent else tones.paper, 12)
            canvas.box(x + 8, y + 5, x + 52, y + 54, tones.pale if not accent else (224, 156, 98), 10)
    for left, right in ((150, 280), (292, 650), (662, 849)):
        canvas.box(left, 604, right, 674, tones.paper, 12)
        canvas.box(left + 8, 609, right - 8, 658, tones.pale, 10)


SHAPES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {
        "cable": cable,
        "charger": charger,
        "charging-pad": charging_pad,
        "clock": clock,
        "earbuds": earbuds,
        "headphones": headphones,
        "keyboard": keyboard,
        "phone-case": phone_case,
        "power-bank": power_bank,
        "radio": radio,
        "speaker": speaker,
        "steel-watch": steel_watch,
        "turntable": turntable,
        "watch": watch,
    }
)
