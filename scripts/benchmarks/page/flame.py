"""A flame graph: who called whom, the wider the longer. Drawn without scripts, so that a page of docs can show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

_WIDTH: Final = 900
_ROW: Final = 18
_LETTER: Final = 6.1
"""Width of a letter, in the same unit as everything: the font has one width for all."""
_HEAD: Final = 30
_NARROWEST: Final = 3.0

_COLOURS: Final = (
    ("the engine", ("app.execution",), "#f6b26b"),
    ("HTTP", ("app.http", "app.asgi", "starlette", "uvicorn"), "#c9ced6"),
    ("the shop", ("app", "schema", "search", "i18n"), "#9cc3f5"),
    ("the driver of PostgreSQL", ("asyncpg",), "#93d3a2"),
    ("Strawberry and graphql-core", ("strawberry", "graphql", "aiodataloader"), "#f0a3a3"),
)
_OTHERS: Final = ("Python and others", "#e3d9a6")
_STYLE: Final = (
    "text{font:10px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328}"
    ".key{fill:#57606a}@media(prefers-color-scheme:dark){.key{fill:#adb5bd}}"
)


@dataclass
class Frame:
    """One function in one place of the stack."""

    name: str
    samples: int = 0
    callees: "dict[str, Frame]" = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many frames stand on each other, this one included."""
        return 1 + max((each.height for each in self.callees.values()), default=0)


@dataclass(frozen=True)
class _Box:
    """Where a frame is drawn: `left` and `width` as shares of the whole."""

    frame: Frame
    left: float
    width: float
    level: int


def flame_graph(stacks: Mapping[str, int], milliseconds: float) -> str:
    """An SVG of these stacks, which together took so long."""
    boxes = list(_boxes(_tree(stacks), 0.0, 1.0, 0))
    height = _HEAD + _ROW * (1 + max(box.level for box in boxes))
    drawn = "".join(_draw(box, height, milliseconds) for box in boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="Flame graph of one request"><style>{_STYLE}</style>{_key()}{drawn}</svg>\n'
    )


def _tree(stacks: Mapping[str, int]) -> Frame:
    """What all have in common, the running of the server, is left out."""
    root = Frame("", sum(stacks.values()))
    for stack, samples in stacks.items():
        frame = root
        for name in stack.replace(".<locals>", "").split(";"):
            frame = frame.callees.setdefault(name, Frame(name))
            frame.samples += samples
    while [each.samples for each in root.callees.values()] == [root.samples]:
        [root] = root.callees.values()
    return Frame("one request", root.samples, root.callees)


def _boxes(frame: Frame, left: float, width: float, level: int) -> Iterator[_Box]:
    if width * _WIDTH < _NARROWEST:
        return
    yield _Box(frame, left, width, level)
    for callee in sorted(frame.callees.values(), key=lambda each: each.name):
        share = width * callee.samples / frame.samples
        yield from _boxes(callee, left, share, level + 1)
        left += share


def _draw(box: _Box, height: int, milliseconds: float) -> str:
    left, width = box.left * _WIDTH, box.width * _WIDTH
    top = height - _ROW * (box.level + 1)
    said = escape(f"{box.frame.name}: {box.width * milliseconds:.2f} ms, {box.width:.1%}")
    label = escape(_fitting(box.frame.name, int((width - 6) / _LETTER)))
    text = f'<text x="{left + 3:.1f}" y="{top + 12.5:.1f}">{label}</text>' if label else ""
    return (
        f'<g><title>{said}</title><rect x="{left:.1f}" y="{top}" width="{max(width - 0.6, 0.4):.1f}" '
        f'height="{_ROW - 1}" rx="2" fill="{_colour(box.frame.name)}"/>{text}</g>'
    )


def _fitting(name: str, letters: int) -> str:
    """As much of `module.function` as there is room for, from its end."""
    parts = name.split(".")
    return next((tail for cut in range(len(parts)) if len(tail := ".".join(parts[cut:])) <= letters), "")


def _colour(name: str) -> str:
    return next((colour for _, packages, colour in _COLOURS if _is_of(name, packages)), _OTHERS[1])


def _is_of(name: str, packages: Sequence[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in packages)


def _key() -> str:
    drawn, left = "", 0.0
    for label, colour in (*((label, colour) for label, _, colour in _COLOURS), _OTHERS):
        drawn += f'<rect x="{left:.0f}" y="6" width="12" height="12" rx="2" fill="{colour}"/>'
        drawn += f'<text class="key" x="{left + 17:.0f}" y="16">{label}</text>'
        left += 34 + _LETTER * len(label)
    return drawn
