"""One definition of a field: batch functions, and functions of the root, as Strawberry fields.

    @batched(description="…")
    @staticmethod
    async def variants(ctx: Context, parents: Sequence["Product"], first: int = 20) -> Sequence[VariantConnection]: ...

A batch function gets the request's context, all parents of one level, and the field's arguments; it gives one result
per parent, in their order. From this one definition come a step of the plan, and the ordinary resolver: it loads
through one DataLoader per batch, parent type and path (list indexes left out). All parents on a path share the
arguments, so no argument is ever hashed, and the calls are those of the plan. A field of the root is a batch with
nothing for its one parent.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import strawberry
from aiodataloader import DataLoader
from graphql.pyutils import Path
from strawberry.types.field import StrawberryField

from app.admission.hints import PAGE, ListSize, hint_of
from app.execution.syntax import selected_names

BATCH = "tradewind.batch"
"""The key of a field's `Batch` in its metadata."""
_SELECTED = "selected"

AccessRule = Callable[[Any], None]
"""Raises where the viewer of this context may not read the field."""


Lists = tuple[str, ...] | Callable[[Mapping[str, Any]], tuple[str, ...]]
"""Names of lists that a result is drawn from, fixed or by the arguments: a new item changes a list, and a cached answer
with it, though no item that is shown has changed."""


@dataclass(frozen=True, eq=False)
class Batch:
    """One definition of a field: its function, and the rule of who may read it, checked once per call."""

    function: Callable[..., Awaitable[Sequence[Any]]]
    access: AccessRule | None = None
    tag: str | None = None
    """The attribute of a parent with what a cached answer depends on, beyond what its type says."""
    lists: Lists = ()
    """The lists that the results are drawn from."""
    absent_from: Lists = ()
    """Where there is no result: the lists that it is missing in, and may come to be in."""
    wants_selected: bool = False

    async def run(self, context: Any, parents: Sequence[Any], arguments: dict[str, Any]) -> Sequence[Any]:
        """The results for these parents, one each, in order."""
        if self.access:
            self.access(context)
        results = await self.function(context, parents, **arguments)
        if len(results) != len(parents):
            raise RuntimeError(f"{self.function.__qualname__} gave {len(results)} results for {len(parents)} parents")
        return results


def batched(
    *,
    description: str,
    access: AccessRule | None = None,
    name: str | None = None,
    tag: str | None = None,
    lists: Lists = (),
    hints: Sequence[object] = (),
) -> Callable[[Any], Any]:
    """Make a field of a batch function. Its parameter `selected`, if it has one, is no argument: see `Selected`.
    `hints` say what it costs; a field with `first` is a page, unless they say otherwise."""

    def decorate(function: Any) -> StrawberryField:
        plain = function.__func__ if isinstance(function, staticmethod) else function
        _, parents, *arguments = inspect.signature(plain).parameters.values()
        if parents.name != "parents":
            raise TypeError(f"{plain.__qualname__}: a batch function takes the context, then `parents`")
        shown = [argument for argument in arguments if argument.name != _SELECTED]
        batch = Batch(plain, access, tag, lists, wants_selected=len(shown) < len(arguments))

        async def resolve(self: Any, info: Any, **arguments: Any) -> Any:
            return await _loader(batch, info, arguments).load(self)

        shape(resolve, plain, shown, get_args(inspect.signature(plain).return_annotation)[0], has_parent=True)
        field: StrawberryField = strawberry.field(
            resolver=resolve,
            description=description,
            name=name,
            metadata={BATCH: batch},
            directives=_sized(hints, shown),
        )
        return field

    return decorate


def root(
    *,
    description: str,
    access: AccessRule | None = None,
    name: str | None = None,
    lists: Lists = (),
    absent_from: Lists = (),
    hints: Sequence[object] = (),
) -> Callable[[Any], Any]:
    """Make a field of `async def f(ctx, …) -> Result`, a static method of a class of root fields. `hints` as above."""

    def decorate(function: Any) -> StrawberryField:
        plain = function.__func__ if isinstance(function, staticmethod) else function

        async def of_nothing(context: Any, parents: Sequence[None], **arguments: Any) -> list[Any]:
            return [await plain(context, **arguments) for _ in parents]

        batch = Batch(of_nothing, access, lists=lists, absent_from=absent_from)

        async def resolve(info: Any, **arguments: Any) -> Any:
            return (await batch.run(info.context, [None], arguments))[0]

        _, *arguments = inspect.signature(plain).parameters.values()
        shape(resolve, plain, arguments, inspect.signature(plain).return_annotation, has_parent=False)
        field: StrawberryField = strawberry.field(
            resolver=resolve,
            description=description,
            name=name,
            metadata={BATCH: batch},
            directives=_sized(hints, arguments),
        )
        return field

    return decorate


def _sized(hints: Sequence[object], arguments: Sequence[inspect.Parameter]) -> list[object]:
    is_page = any(argument.name == "first" for argument in arguments) and hint_of(ListSize, hints) is None
    return [*hints, PAGE] if is_page else list(hints)


def names_of(lists: Lists, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The lists' names for these arguments."""
    return lists if isinstance(lists, tuple) else lists(arguments)


def shape(
    resolver: Any, function: Any, arguments: Sequence[inspect.Parameter], result: Any, *, has_parent: bool
) -> None:
    """Give a generated resolver the signature from which Strawberry reads the field."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    own = [inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=strawberry.Info)]
    if has_parent:
        own.insert(0, inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD))
    parameters = [*own, *(argument.replace(kind=keyword) for argument in arguments)]
    resolver.__name__, resolver.__qualname__ = function.__name__, function.__qualname__
    resolver.__module__, resolver.__doc__ = function.__module__, function.__doc__
    resolver.__signature__ = inspect.Signature(parameters, return_annotation=result)
    resolver.__annotations__ = {argument.name: argument.annotation for argument in arguments} | {"return": result}


def _loader(batch: Batch, info: Any, arguments: dict[str, Any]) -> DataLoader[Any, Any]:
    context = info.context  # which has room for them: `loaders`, a mapping
    key = (batch, info._raw_info.parent_type.name, _fields_on(info.path))
    loader: DataLoader[Any, Any] | None = context.loaders.get(key)
    if loader is None:
        if batch.wants_selected:
            arguments[_SELECTED] = selected_names(info._raw_info.field_nodes, info._raw_info.fragments)

        async def load(parents: list[Any]) -> list[Any]:
            return list(await batch.run(context, parents, arguments))

        loader = context.loaders[key] = DataLoader(load, cache=False)
    return loader


def _fields_on(path: Path | None) -> tuple[str, ...]:
    fields = []
    while path:
        if isinstance(path.key, str):
            fields.append(path.key)
        path = path.prev
    return tuple(fields)
