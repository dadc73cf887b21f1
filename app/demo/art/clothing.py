"""Clothing and accessories, laid flat."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.demo.art.canvas import Canvas

_SHIRT_BODY = "M 500 218 L 412 206 L 300 262 L 318 800 Q 400 822 500 822"


def shirt(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 306 256 Q 252 282 236 340 L 166 690 Q 168 706 186 710 L 262 724 L 356 420", tones.dark)
    canvas.shape("M 694 256 Q 748 282 764 340 L 834 690 Q 832 706 814 710 L 738 724 L 644 420", tones.dark)
    canvas.symmetric(_SHIRT_BODY, tones.base)
    canvas.box(484, 230, 516, 822, tones.light)
    for y in range(330, 800, 92):
        canvas.disc(500, y, 8, tones.paper)
    canvas.symmetric("M 500 214 Q 450 206 424 190 L 406 216 L 470 300 L 500 250", tones.light)
    canvas.symmetric("M 500 246 Q 456 226 434 196 Q 470 178 500 178", tones.deep)
    canvas.box(560, 400, 650, 404, tones.dark)
    canvas.shape("M 560 400 L 650 400 L 650 486 L 605 508 L 560 486", tones.light)


def t_shirt(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.symmetric(
        "M 500 252 Q 440 252 412 202 L 318 240 Q 286 252 266 282 "
        "L 152 440 L 262 516 L 318 452 L 318 800 Q 400 816 500 816",
        tones.base,
    )
    canvas.symmetric("M 500 278 Q 420 276 390 211 L 412 202 Q 440 252 500 252", tones.dark)
    canvas.symmetric("M 500 252 Q 440 252 412 202 Q 460 216 500 216", tones.deep)
    canvas.stroke("M 318 452 L 332 362", 5, tones.dark)
    canvas.stroke("M 682 452 L 668 362", 5, tones.dark)
    canvas.stroke("M 326 788 Q 410 802 500 802 Q 590 802 674 788", 5, tones.dark)


def dress(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 384 196 Q 330 214 310 262 L 262 396 L 348 424 L 400 300", tones.dark)
    canvas.shape("M 616 196 Q 670 214 690 262 L 738 396 L 652 424 L 600 300", tones.dark)
    canvas.symmetric("M 500 330 L 420 182 L 380 198 Q 372 340 402 450 L 500 450", tones.base)
    canvas.shape("M 420 182 L 566 450 L 440 450 L 380 198", tones.light)
    canvas.symmetric("M 500 436 L 402 436 Q 330 640 272 838 Q 380 870 500 870", tones.base)
    canvas.shape("M 540 440 Q 600 660 560 868 Q 660 862 728 838 Q 670 640 598 436", tones.dark)
    canvas.stroke("M 444 480 Q 410 660 380 846", 5, tones.dark)
    canvas.box(396, 428, 604, 462, tones.deep, 10)
    canvas.stroke("M 566 446 Q 600 520 584 570", 14, tones.deep)
    canvas.stroke("M 566 446 Q 640 500 644 544", 14, tones.deep)


def jacket(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 310 290 Q 246 310 230 380 L 176 726 L 282 744 L 360 440", tones.dark)
    canvas.shape("M 690 290 Q 754 310 770 380 L 824 726 L 718 744 L 640 440", tones.dark)
    canvas.symmetric("M 500 150 Q 372 150 368 288 L 500 330", tones.dark)
    canvas.symmetric("M 500 196 Q 418 198 416 296 L 500 330", tones.deep)
    canvas.symmetric("M 500 306 Q 420 300 384 262 L 300 300 L 306 816 Q 400 832 500 832", tones.base)
    canvas.box(478, 304, 540, 831, tones.light)
    canvas.stroke("M 478 308 L 478 828", 5, tones.dark)
    for y in (370, 500, 630, 760):
        canvas.disc(510, y, 11, tones.deep)
    canvas.shape("M 346 600 L 440 590 L 444 622 L 350 632", tones.dark)
    canvas.shape("M 654 600 L 570 590 L 566 622 L 650 632", tones.dark)
    canvas.box(170, 700, 290, 704, tones.deep)
    canvas.stroke("M 182 690 L 288 708", 8, tones.deep)
    canvas.stroke("M 818 690 L 712 708", 8, tones.deep)


def _knit_body(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.shape("M 330 234 Q 250 262 232 340 L 158 706 L 272 736 L 372 420", tones.dark)
    canvas.shape("M 670 234 Q 750 262 768 340 L 842 706 L 728 736 L 628 420", tones.dark)
    canvas.symmetric("M 500 250 Q 440 246 406 206 L 322 238 L 322 790 L 500 790", tones.base)
    canvas.shape("M 162 690 L 276 720 L 264 772 L 150 742", tones.deep)
    canvas.shape("M 838 690 L 724 720 L 736 772 L 850 742", tones.deep)
    canvas.box(322, 756, 678, 824, tones.dark, 10)
    for x in range(340, 676, 22):
        canvas.stroke(f"M {x} 766 L {x} 814", 4, tones.deep)


def sweater(canvas: Canvas) -> None:
    tones = canvas.tones
    _knit_body(canvas)
    canvas.symmetric("M 500 216 Q 450 216 420 190 L 396 212 Q 430 262 500 264", tones.dark)
    canvas.symmetric("M 500 216 Q 450 216 420 190 Q 460 200 500 200", tones.deep)
    for x in (410, 500, 590):
        for y in range(330, 730, 60):
            canvas.stroke(f"M {x - 16} {y} Q {x} {y + 26} {x + 16} {y}", 7, tones.light)
            canvas.stroke(f"M {x - 16} {y + 26} Q {x} {y} {x + 16} {y + 26}", 7, tones.dark)


def cardigan(canvas: Canvas) -> None:
    tones = canvas.tones
    _knit_body(canvas)
    canvas.shape("M 410 202 L 500 470 L 590 202 Q 500 224 410 202", tones.deep)
    canvas.shape("M 388 206 L 416 198 L 520 470 L 520 824 L 480 824 L 480 476", tones.light)
    canvas.shape("M 612 206 L 584 198 L 500 430 L 520 480", tones.light)
    for y in (516, 600, 684, 768):
        canvas.disc(500, y, 13, tones.deep)
    for left in (352, 560):
        canvas.box(left, 600, left + 88, 700, tones.dark, 8)
        canvas.box(left, 600, left + 88, 622, tones.light, 6)


def socks(canvas: Canvas) -> None:
    tones = canvas.tones
    back = (
        "M 540 190 L 690 190 L 696 560 Q 690 640 630 690 L 520 786 "
        "Q 450 826 410 770 Q 384 716 440 672 L 530 590 Q 546 560 540 500"
    )
    front = (
        "M 330 190 L 480 190 L 486 560 Q 480 640 420 690 L 310 800 "
        "Q 240 850 196 790 Q 168 736 226 682 L 318 590 Q 336 560 330 500"
    )
    for path, fill in ((back, tones.dark), (front, tones.base)):
        canvas.shape(path, fill)
        canvas.inside(path, _sock_pattern)
    canvas.box(530, 176, 700, 246, tones.deep, 16)
    canvas.box(320, 176, 490, 246, tones.dark, 16)


def _sock_pattern(canvas: Canvas) -> None:
    tones = canvas.tones
    for y in (300, 372, 444):
        canvas.box(200, y, 800, y + 28, tones.pale)
    canvas.disc(462, 630, 78, tones.light)
    canvas.disc(672, 630, 78, tones.light)
    canvas.disc(204, 790, 96, tones.light)
    canvas.disc(430, 770, 92, tones.light)


def scarf(canvas: Canvas) -> None:
    tones = canvas.tones
    for left, right, bottom in ((334, 474, 790), (520, 660, 700)):
        for x in range(left + 8, right, 18):
            canvas.stroke(f"M {x} {bottom - 10} L {x} {bottom + 62}", 8, tones.dark)
    tail = "M 540 420 L 660 400 L 660 702 L 520 702"
    front = "M 400 400 L 540 440 L 474 792 L 334 792"
    canvas.shape(tail, tones.dark)
    canvas.shape(front, tones.base)
    canvas.inside(front, _scarf_stripes)
    canvas.inside(tail, _scarf_stripes)
    canvas.symmetric("M 500 180 Q 300 190 296 318 Q 300 440 500 456", tones.base)
    canvas.symmetric("M 500 226 Q 372 230 366 296 Q 380 340 500 346", tones.deep)
    canvas.stroke("M 330 380 Q 420 430 560 424", 8, tones.dark)
    canvas.stroke("M 350 300 Q 400 384 500 386 Q 600 384 650 300", 8, tones.light)


def _scarf_stripes(canvas: Canvas) -> None:
    for y in (540, 620, 700):
        canvas.box(200, y, 800, y + 26, canvas.tones.pale)
        canvas.box(200, y + 38, 800, y + 46, canvas.tones.light)


def beanie(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.disc(500, 216, 66, tones.light)
    dome = "M 500 240 Q 270 250 256 600 L 500 600"
    canvas.symmetric(dome, tones.base)
    for offset in (0, 60, 120, 180):
        canvas.stroke(f"M {500 - offset} 600 Q {500 - offset} 380 {500 - offset * 0.35:.0f} 262", 7, tones.dark)
        canvas.stroke(f"M {500 + offset} 600 Q {500 + offset} 380 {500 + offset * 0.35:.0f} 262", 7, tones.dark)
    canvas.box(232, 580, 768, 740, tones.light, 34)
    for x in range(262, 760, 34):
        canvas.stroke(f"M {x} 602 L {x} 718", 6, tones.base)


def tote(canvas: Canvas) -> None:
    tones = canvas.tones
    canvas.stroke("M 400 400 Q 396 170 500 170 Q 604 170 600 400", 26, tones.deep)
    canvas.symmetric("M 500 370 L 268 370 L 240 806 Q 244 830 272 830 L 500 830", tones.paper)
    canvas.symmetric("M 500 700 L 248 700 L 240 806 Q 244 830 272 830 L 500 830", tones.base)
    canvas.box(266, 370, 734, 392, tones.background)
    canvas.stroke("M 380 452 L 386 380 Q 390 250 500 250 Q 610 250 614 380 L 620 452", 26, tones.base)
    canvas.stroke("M 400 560 Q 450 520 500 560 Q 550 600 600 560", 14, tones.base)
    canvas.stroke("M 400 610 Q 450 570 500 610 Q 550 650 600 610", 14, tones.light)


SHAPES: Mapping[str, Callable[[Canvas], None]] = MappingProxyType(
    {
        "beanie": beanie,
        "cardigan": cardigan,
        "dress": dress,
        "jacket": jacket,
        "scarf": scarf,
        "shirt": shirt,
        "socks": socks,
        "sweater": sweater,
        "t-shirt": t_shirt,
        "tote": tote,
    }
)
