"""The batch convention: one call per field and level, whatever the number of parents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry

from app.execution import batched, root


@dataclass
class Context:
    """What the engine needs of a context, and a log of the calls."""

    loaders: dict[Any, Any] = field(default_factory=dict)
    calls: list[tuple[str, list[int], dict[str, Any]]] = field(default_factory=list)
    allowed: bool = True


class Denied(Exception):  # noqa: N818 - the name of a test's own refusal
    """The viewer may not."""


def staff_only(ctx: Context) -> None:
    if not ctx.allowed:
        raise Denied("staff only")


@strawberry.type
class Item:
    number: int

    @batched(description="A multiple of each.")
    @staticmethod
    async def multiple(ctx: Context, parents: Sequence["Item"], by: int = 2) -> Sequence[int]:
        ctx.calls.append(("multiple", [parent.number for parent in parents], {"by": by}))
        return [parent.number * by for parent in parents]

    @batched(description="What follows each.")
    @staticmethod
    async def next(ctx: Context, parents: Sequence["Item"]) -> Sequence["Item | None"]:
        ctx.calls.append(("next", [parent.number for parent in parents], {}))
        return [Item(number=parent.number + 1) if parent.number < 3 else None for parent in parents]

    @batched(description="For staff.", access=staff_only)
    @staticmethod
    async def secret(ctx: Context, parents: Sequence["Item"]) -> Sequence[str]:
        ctx.calls.append(("secret", [parent.number for parent in parents], {}))
        return ["s" for _ in parents]

    @batched(description="One too few.")
    @staticmethod
    async def short(ctx: Context, parents: Sequence["Item"]) -> Sequence[int]:
        ctx.calls.append(("short", [], {}))
        return [1 for _ in parents][1:]


@strawberry.type
class Query:
    @root(description="Numbers from one.")
    @staticmethod
    async def items(ctx: Context, upto: int = 3) -> list[Item]:
        ctx.calls.append(("items", [], {"upto": upto}))
        return [Item(number=number) for number in range(1, upto + 1)]


SCHEMA = strawberry.Schema(Query)


async def run(document: str, ctx: Context) -> Any:
    return await SCHEMA.execute(document, context_value=ctx)


async def test_each_field_of_a_level_is_called_once_for_all_parents() -> None:
    ctx = Context()
    result = await run("{ items { multiple next { multiple(by: 3) } } }", ctx)

    assert result.errors is None
    assert result.data["items"] == [
        {"multiple": 2, "next": {"multiple": 6}},
        {"multiple": 4, "next": {"multiple": 9}},
        {"multiple": 6, "next": None},
    ]
    assert ctx.calls == [
        ("items", [], {"upto": 3}),
        ("multiple", [1, 2, 3], {"by": 2}),
        ("next", [1, 2, 3], {}),
        ("multiple", [2, 3], {"by": 3}),
    ]


async def test_aliases_with_other_arguments_are_batches_of_their_own() -> None:
    ctx = Context()
    result = await run("{ items(upto: 2) { a: multiple(by: 1) b: multiple(by: 5) } }", ctx)

    assert result.data["items"] == [{"a": 1, "b": 5}, {"a": 2, "b": 10}]
    assert ctx.calls[1:] == [("multiple", [1, 2], {"by": 1}), ("multiple", [1, 2], {"by": 5})]


async def test_access_is_checked_once_and_nothing_is_read_without_it() -> None:
    ctx = Context(allowed=False)
    result = await run("{ items { secret } }", ctx)

    assert {str(error.original_error) for error in result.errors} == {"staff only"}
    assert [name for name, _, _ in ctx.calls] == ["items"]


async def test_a_batch_that_loses_a_result_is_found_out() -> None:
    result = await run("{ items { short } }", Context())

    assert "gave 2 results for 3 parents" in str(result.errors[0].original_error)


def test_arguments_and_their_defaults_stand_in_the_schema() -> None:
    assert "multiple(by: Int! = 2): Int!" in SCHEMA.as_str()
    assert "items(upto: Int! = 3): [Item!]!" in SCHEMA.as_str()


def test_a_function_that_is_no_batch_is_refused_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match="takes the context, then `parents`"):
        batched(description="wrong")(lambda _, others: others)
