"""The roots of the world, and what arguments its operations are given."""

import asyncio
from collections.abc import Sequence

import strawberry
from graphql import OperationType
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import scalar

from app.execution import batched, root
from tests.execution.troubles import NUMBERS, FieldFailed, raised, relative
from tests.execution.world import (
    Even,
    Found,
    Gadget,
    Item,
    Note,
    Page,
    Pages,
    Part,
    Thing,
    World,
    found,
    gadgets_of,
    nobody,
    page_of,
)
from tests.execution.world import thing as thing_of
from tests.support.operation_values import Values
from tests.support.operations import Subject


@strawberry.type
class Query:
    @root(description="A leaf at the root.")
    @staticmethod
    async def version(ctx: World, suffix: str = "") -> str:
        ctx.log("Query.version", (), suffix=suffix)
        return f"1{suffix}"

    @root(description="Items from a number on.")
    @staticmethod
    async def items(ctx: World, start: int = 0, count: int = 3) -> list[Item]:
        ctx.log("Query.items", (), start=start, count=count)
        return [Item.of(start // 10 * 10 + (start + step) % 10) for step in range(count % 5)]

    @root(description="An item; null where there is none.")
    @staticmethod
    async def item(ctx: World, number: int) -> Item | None:
        ctx.log("Query.item", (), number=number)
        item: Item | None = raised(number, "root.item", Item.of(number), Part.of(number))
        return item

    @root(description="A thing, for sure.")
    @staticmethod
    async def thing(ctx: World, number: int = 2) -> Thing:
        ctx.log("Query.thing", (), number=number)
        item: Thing = raised(number, "root.thing", thing_of(number), Note.of(number))
        return item

    @root(description="Things.")
    @staticmethod
    async def things(ctx: World, numbers: list[int]) -> list[Thing | None]:
        ctx.log("Query.things", (), numbers=numbers)
        return [thing_of(number) if number % 5 else None for number in numbers]

    @root(description="What is found.")
    @staticmethod
    async def found(ctx: World, numbers: list[int]) -> list[Found] | None:
        ctx.log("Query.found", (), numbers=numbers)
        return [found(number) for number in numbers]

    @root(description="A page of items.")
    @staticmethod
    async def page(ctx: World, number: int = 1, size: int = 2) -> Page[Item]:
        ctx.log("Query.page", (), number=number, size=size)
        return page_of(number, size % 5)

    @root(description="Objects of one class and of two types.")
    @staticmethod
    async def pages(ctx: World, numbers: list[int]) -> list[Pages | None]:
        ctx.log("Query.pages", (), numbers=numbers)
        return [page_of(number, 2) if number % 2 else gadgets_of(number) for number in numbers]

    @root(description="For nobody.", access=nobody)
    @staticmethod
    async def hidden(ctx: World) -> Item | None:
        raise AssertionError(f"it was read: {ctx}")

    @root(description="Fails on demand.")
    @staticmethod
    async def crash(ctx: World, fails: bool = False) -> Gadget | None:
        ctx.log("Query.crash", (), fails=fails)
        if fails:
            raise FieldFailed("the root failed")
        return Gadget.of(1)


@strawberry.type
class Counter:
    """A count as it was when it was told, and as it is now."""

    number: int

    @batched(description="The count when this is read.")
    @staticmethod
    async def now(ctx: World, parents: Sequence["Counter"], plus: int = 0) -> Sequence[int]:
        ctx.reads.append(f"now at {ctx.counter}")
        await asyncio.sleep(0)
        return [ctx.counter + plus for _ in parents]

    @batched(description="Items to look at.")
    @staticmethod
    async def items(ctx: World, parents: Sequence["Counter"], start: int = 0) -> Sequence[list[Item]]:
        ctx.reads.append(f"items at {ctx.counter}")
        return [[Item.of(start), Item.of(relative(start, 1))] for _ in parents]


async def _change(ctx: World, name: str, by: int) -> Counter:
    """A change that takes a moment, so that two at once would be seen."""
    ctx.changes.append(f"{name} begins at {ctx.counter}")
    await asyncio.sleep(0)
    ctx.loaders.clear()  # as a transaction does when it ends
    ctx.counter += by
    ctx.changes.append(f"{name} ends at {ctx.counter}")
    return Counter(number=ctx.counter)


@strawberry.type
class Mutation:
    @root(description="Counts on.")
    @staticmethod
    async def add(ctx: World, by: int = 1) -> Counter:
        return await _change(ctx, "add", by)

    @root(description="Counts down; null at nothing.")
    @staticmethod
    async def take(ctx: World, by: int = 1) -> Counter | None:
        counter = await _change(ctx, "take", -by)
        return counter if counter.number > 0 else None

    @root(description="Fails after it counted.")
    @staticmethod
    async def spoil(ctx: World) -> Counter | None:
        await _change(ctx, "spoil", 1)
        raise FieldFailed(f"spoilt at {ctx.counter}")

    @root(description="For nobody.", access=nobody)
    @staticmethod
    async def forbidden(ctx: World) -> Counter | None:
        raise AssertionError(f"it was run: {ctx}")


def _even(value: object) -> int:
    if not isinstance(value, int) or value % 2:
        raise ValueError(f"{value!r} is not even")
    return value


SCHEMA = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(
        enable_experimental_incremental_execution=True,
        scalar_map={Even: scalar(name="Even", description="Not odd.", serialize=_even, parse_value=_even)},
    ),
)

VALUES = Values(
    good={
        "Query.item.number": st.sampled_from(NUMBERS),
        "Query.items.start": st.sampled_from(NUMBERS),
        "Query.thing.number": st.sampled_from(NUMBERS),
        "Query.things.numbers": st.sampled_from(NUMBERS),
        "Query.found.numbers": st.sampled_from(NUMBERS),
        "Query.pages.numbers": st.sampled_from(NUMBERS),
        "Query.page.number": st.sampled_from(NUMBERS),
        "Counter.items.start": st.sampled_from(NUMBERS),
        "Even": st.sampled_from([2, 0, 8]),
        "Decimal": st.sampled_from(["1.50", "-0", 3, "1E+2"]),
    },
    refused={"Even": st.sampled_from([3, "four"]), "Decimal": st.just("much")},
)

QUERIES = Subject(SCHEMA._schema, VALUES, fields=24)
MUTATIONS = Subject(SCHEMA._schema, VALUES, kinds=(OperationType.MUTATION, OperationType.QUERY), depth=4, fields=16)
