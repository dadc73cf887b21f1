"""A schema with one of everything: each kind of type and field, nullable and not, that can fail in every way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Annotated, Any, Generic, NewType, TypeVar

import strawberry

from app.execution import batched
from tests.execution.troubles import FieldFailed, raised, relative, spoilt, spoilt_grid, spoilt_list

NodeT = TypeVar("NodeT")


class Denied(Exception):  # noqa: N818 - the name of a test's own refusal
    """The viewer may not."""


@dataclass
class World:
    """The context of one execution, with the calls that it led to."""

    loaders: dict[Any, Any] = field(default_factory=dict)
    calls: list[tuple[str, tuple[int, ...], str]] = field(default_factory=list)
    """Batch function, the numbers of its parents, its arguments."""
    changes: list[str] = field(default_factory=list)
    """What mutations did, in order."""
    reads: list[str] = field(default_factory=list)
    """What their selections saw of it."""
    counter: int = 0

    def log(self, name: str, parents: Sequence[Any], **arguments: Any) -> None:
        self.calls.append((name, tuple(parent.number for parent in parents), repr(sorted(arguments.items()))))


def nobody(ctx: World) -> None:
    """An access rule that no viewer meets."""
    raise Denied(f"not for you, at {ctx.counter}")


def everybody(ctx: World) -> None:
    """An access rule that every viewer meets."""
    assert ctx.counter >= 0


@strawberry.enum
class Colour(Enum):
    RED = "r"
    GREEN = strawberry.enum_value("g", name="VERT")
    BLUE = 3


Even = NewType("Even", int)


@strawberry.input
class Size:
    width: int
    height: int | None = strawberry.UNSET
    colour: Colour = Colour.RED


@strawberry.input
class Box:
    size: Size | None = strawberry.UNSET
    sizes: list[Size] | None = strawberry.UNSET
    labels: list[list[str] | None] = strawberry.field(default_factory=list)
    even: Even | None = None
    shop_price: Decimal | None = strawberry.UNSET


@strawberry.input(one_of=True)
class Choice:
    number: int | None = strawberry.UNSET
    colour: Colour | None = strawberry.UNSET
    box: Box | None = strawberry.UNSET


@strawberry.type
class Part:
    """A thing without anything below it, and without an interface, so that any object passes for one."""

    number: int
    name: str
    size: int | None

    @classmethod
    def of(cls, number: int) -> "Part":
        return cls(
            number=number,
            name=spoilt(number, "part.name", f"part {number}", ["no text"]),
            size=spoilt(number, "part.size", number * 2, 2**40),
        )


@strawberry.interface
class Thing:
    number: int
    label: str | None
    colour: Colour

    @batched(description="Of an interface: each implementing type has it.")
    @staticmethod
    async def worth(ctx: World, parents: Sequence["Thing"], by: int = 1) -> Sequence[int]:
        ctx.log("worth", parents, by=by)
        return [spoilt(parent.number, "worth", parent.number * by, "much") for parent in parents]

    @batched(description="Leads from anything to anything.", access=everybody)
    @staticmethod
    async def twin(ctx: World, parents: Sequence["Thing"], step: int = 1) -> Sequence["Thing | None"]:
        ctx.log("twin", parents, step=step)
        return [
            spoilt(parent.number, "twin", thing(relative(parent.number, step)), Part.of(parent.number))
            for parent in parents
        ]


@strawberry.interface
class Marked(Thing):
    marks: list[str]


@strawberry.type
class Gadget(Thing):
    parts: list[Part]
    main: Part
    power: float | None

    @classmethod
    def of(cls, number: int) -> "Gadget":
        return cls(
            number=number,
            label=spoilt(number, "gadget.label", f"gadget {number}", {"no": "text"}),
            colour=spoilt(number, "gadget.colour", Colour.RED, "PURPLE"),
            parts=spoilt_list(number, "gadget.parts", [Part.of(number), Part.of(relative(number, 1))], "abc"),
            main=spoilt(number, "gadget.main", Part.of(number), "no part"),
            power=spoilt(number, "gadget.power", number / 4, float("nan")),
        )


@strawberry.type
class Note:
    """Of the union, and of no interface."""

    number: int
    text: str

    @classmethod
    def of(cls, number: int) -> "Note":
        return cls(number=number, text=spoilt(number, "note.text", f"note {number}", 1.5))

    @batched(description="What it is about.")
    @staticmethod
    async def subject(ctx: World, parents: Sequence["Note"]) -> Sequence["Found"]:
        ctx.log("subject", parents)
        return [
            spoilt(parent.number, "subject", found(relative(parent.number, 4)), Part.of(parent.number))
            for parent in parents
        ]


@strawberry.type
class Edge(Generic[NodeT]):
    node: NodeT
    cursor: str


@strawberry.type
class Page(Generic[NodeT]):
    number: int
    nodes: list[NodeT]
    edges: list[Edge[NodeT]]

    @batched(description="Of a generic type.")
    @staticmethod
    async def total(ctx: World, parents: Sequence["Page[Any]"]) -> Sequence[int]:
        ctx.log("total", parents)
        return [spoilt(parent.number, "total", parent.number, "many") for parent in parents]


def _times(self: "Item", by: int = 2) -> int:
    result: int = raised(self.number, "times", self.number * by, 2**40)
    return result


def _first_part(self: "Item", named: str | None = None) -> Part | None:
    found: Part | None = raised(self.number, f"{named}.first_part", Part.of(self.number), 7)
    return found


def _sure_part(self: "Item") -> Part:
    found: Part = raised(self.number, "sure_part", Part.of(self.number), Part.of(0))
    return found


def _asked(
    self: "Item",
    text: str | None = strawberry.UNSET,
    colour: Colour = Colour.GREEN,
    box: Box | None = strawberry.UNSET,
    numbers: list[int | None] | None = None,
    choice: Choice | None = strawberry.UNSET,
) -> str:
    result: str = raised(self.number, "asked", repr([text, colour, box, numbers, choice]), ["no text"])
    return result


@strawberry.type
class Item(Marked):
    code: Even | None
    sure_code: Even
    price: Decimal
    weight: float
    made_on: date | None
    tags: list[str] | None
    ratings: list[int | None]
    matrix: list[list[int]]
    cells: list[list[int | None] | None] | None
    colours: list[Colour | None]
    parts: list[Part | None]
    grid: list[list[Part]]
    holes: list[list[Part | None] | None] | None
    best: Part | None
    main: Part
    gadgets: list[Gadget]
    things: list[Thing | None]
    mixed: list[list["Found"]]
    inner: "Found | None"
    times: int = strawberry.field(resolver=_times)
    first_part: Part | None = strawberry.field(resolver=_first_part)
    sure_part: Part = strawberry.field(resolver=_sure_part)
    asked: str = strawberry.field(resolver=_asked)

    @classmethod
    def of(cls, number: int) -> "Item":
        """An item with everything that it holds; what it leads to is loaded."""

        def part(step: int) -> Part:
            return Part.of(relative(number, step))

        def held(step: int) -> Gadget | Note:
            return (Gadget, Note)[step % 2].of(relative(number, step))

        return cls(
            number=number,
            label=spoilt(number, "label", f"item {number}", ["no text"]),
            colour=spoilt(number, "colour", list(Colour)[number % 3], "PURPLE"),
            marks=spoilt_list(number, "marks", ["x", "y"], {"no": "mark"}),
            code=spoilt(number, "code", number * 2, 7),
            sure_code=spoilt(number, "sure_code", number * 2, "seven"),
            price=spoilt(number, "price", Decimal(number) / 8, 1.5),
            weight=spoilt(number, "weight", number / 8, float("inf")),
            made_on=spoilt(number, "made_on", date(2026, 1, 1 + number % 28), 20260101),
            tags=spoilt_list(number, "tags", ["new", "old"][: number % 3], 5),
            ratings=spoilt_list(number, "ratings", [1, None, number], "five"),
            matrix=spoilt_grid(number, "matrix", 3, lambda place: place, "one"),
            cells=spoilt_grid(number, "cells", 4, lambda place: place if place % 2 else None, 1.5),
            colours=spoilt_list(number, "colours", [Colour.BLUE, None, Colour.RED], "PURPLE"),
            parts=spoilt_list(number, "parts", [part(1), None, part(2)], {}),
            grid=spoilt_grid(number, "grid", 3, part, "no part"),
            holes=spoilt_grid(number, "holes", 4, lambda place: part(place) if place % 2 else None, 0),
            best=spoilt(number, "best", part(3), "no part"),
            main=spoilt(number, "main", part(4), 3),
            gadgets=spoilt_list(number, "gadgets", [Gadget.of(relative(number, 5))], Note.of(number)),
            things=spoilt_list(number, "things", [Gadget.of(relative(number, 6)), None], part(7)),
            mixed=spoilt_grid(number, "mixed", 3, held, part(8)),
            inner=spoilt(number, "inner", held(number), part(9)),
        )

    @batched(description="Another item.")
    @staticmethod
    async def next(ctx: World, parents: Sequence["Item"], step: int = 1) -> Sequence["Item | None"]:
        ctx.log("next", parents, step=step)
        others = [relative(parent.number, step) for parent in parents]
        return [
            spoilt(parent.number, "next", None if other % 10 == 9 else Item.of(other), Part.of(other))
            for parent, other in zip(parents, others, strict=True)
        ]

    @batched(description="Another item, for sure.")
    @staticmethod
    async def friend(ctx: World, parents: Sequence["Item"]) -> Sequence["Item"]:
        ctx.log("friend", parents)
        return [spoilt(each.number, "friend", Item.of(relative(each.number, 2)), "nobody") for each in parents]

    @batched(description="A list of a batch.")
    @staticmethod
    async def neighbours(ctx: World, parents: Sequence["Item"], count: int = 2) -> Sequence[list["Item"]]:
        ctx.log("neighbours", parents, count=count)
        return [
            spoilt_list(
                each.number, "neighbours", [Item.of(relative(each.number, step)) for step in range(count % 4)], each
            )
            for each in parents
        ]

    @batched(description="A page of a batch.")
    @staticmethod
    async def linked(ctx: World, parents: Sequence["Item"], first: int = 2) -> Sequence[Page["Item"]]:
        ctx.log("linked", parents, first=first)
        return [spoilt(each.number, "linked", page_of(relative(each.number, 3), first % 4), None) for each in parents]

    @batched(description="A list of lists of a union, of a batch.")
    @staticmethod
    async def finds(
        ctx: World, parents: Sequence["Item"], colours: list[Colour] | None = strawberry.UNSET
    ) -> Sequence[list[list["Found | None"]] | None]:
        ctx.log("finds", parents, colours=colours)
        return [
            spoilt_grid(each.number, "finds", 3, partial(_found_beside, each.number), Part.of(0)) for each in parents
        ]

    @batched(description="Tells its arguments.")
    @staticmethod
    async def told(
        ctx: World,
        parents: Sequence["Item"],
        text: str | None = strawberry.UNSET,
        colour: Colour | None = Colour.GREEN,
        box: Box | None = strawberry.UNSET,
        boxes: list[Box] | None = strawberry.UNSET,
        numbers: Sequence[int] = (1, 2),
        grid: list[list[int | None]] | None = None,
        even: Even = Even(4),
        choice: Choice | None = strawberry.UNSET,
        id: strawberry.ID | None = strawberry.UNSET,  # noqa: A002 - a name that fields have as well
    ) -> Sequence[str]:
        arguments = {
            "text": text, "colour": colour, "box": box, "boxes": boxes, "numbers": numbers, "grid": grid, "even": even,
            "choice": choice, "id": id,
        }  # fmt: skip
        ctx.log("told", parents, **arguments)
        return [spoilt(each.number, "told", repr(sorted(arguments.items())), ["no text"]) for each in parents]

    @batched(description="Needs an argument.")
    @staticmethod
    async def sized(ctx: World, parents: Sequence["Item"], size: Size, prices: list[Decimal]) -> Sequence[int | None]:
        ctx.log("sized", parents, size=size, prices=prices)
        return [spoilt(each.number, "sized", size.width, "wide") for each in parents]

    @batched(description="For nobody.", access=nobody)
    @staticmethod
    async def secret(ctx: World, parents: Sequence["Item"]) -> Sequence[str | None]:
        raise AssertionError(f"it was read: {ctx}, {parents}")

    @batched(description="For nobody, and never null.", access=nobody)
    @staticmethod
    async def sealed(ctx: World, parents: Sequence["Item"]) -> Sequence[Part]:
        raise AssertionError(f"it was read: {ctx}, {parents}")

    @batched(description="Fails for all parents together.")
    @staticmethod
    async def brittle(ctx: World, parents: Sequence["Item"], fails: bool = False) -> Sequence[Part | None]:
        ctx.log("brittle", parents, fails=fails)
        if fails:
            raise FieldFailed("all of a batch failed")
        return [Part.of(each.number) for each in parents]

    @batched(description="Fails for all parents together, and is never null.")
    @staticmethod
    async def solid(ctx: World, parents: Sequence["Item"], fails: bool = False) -> Sequence[int]:
        ctx.log("solid", parents, fails=fails)
        if fails:
            raise FieldFailed("all of a batch failed")
        return [each.number for each in parents]


Pages = Annotated[Page[Item] | Page[Gadget], strawberry.union("Pages")]
Found = Annotated[Item | Gadget | Note, strawberry.union("Found")]


def thing(number: int) -> Item | Gadget:
    """An object of the interface."""
    return (Item, Gadget)[number % 2].of(number)


def found(number: int) -> Item | Gadget | Note:
    """An object of the union."""
    return (Item, Gadget, Note)[number % 3].of(number)


def _found_beside(number: int, step: int) -> Item | Gadget | Note | None:
    return found(relative(number, step)) if step else None


def gadgets_of(number: int) -> Page[Gadget]:
    """A page of the same class, of another type."""
    return Page(number=number, nodes=[Gadget.of(number)], edges=[])


def page_of(number: int, size: int) -> Page[Item]:
    """A page of items."""
    nodes = [Item.of(relative(number, step)) for step in range(size)]
    return Page(
        number=number,
        nodes=spoilt_list(number, "page.nodes", nodes, "no nodes"),
        edges=spoilt_list(number, "page.edges", [Edge(node=node, cursor=str(node.number)) for node in nodes], 0),
    )
