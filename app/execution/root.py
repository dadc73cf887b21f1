"""Fields of the root: a function of the request's context and the arguments, with no parents to batch."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from app.execution.batch import AccessRule, Lists, shape

ROOT = "tradewind.root"
"""The key of a field's `Root` in its metadata."""


@dataclass(frozen=True, eq=False)
class Root:
    """One definition of a root field: its function, and the rule of who may use it."""

    function: Callable[..., Awaitable[Any]]
    access: AccessRule | None = None
    lists: Lists = ()
    """The lists that the result is drawn from."""
    absent_from: Lists = ()
    """Where there is no result: the lists that it is missing in, and may come to be in."""

    async def run(self, context: Any, arguments: dict[str, Any]) -> Any:
        """The result."""
        if self.access:
            self.access(context)
        return await self.function(context, **arguments)


def root(
    *,
    description: str,
    access: AccessRule | None = None,
    name: str | None = None,
    lists: Lists = (),
    absent_from: Lists = (),
) -> Callable[[Any], Any]:
    """Make a field of `async def f(ctx, …) -> Result`, a static method of a class of root fields."""

    def decorate(function: Any) -> StrawberryField:
        plain = function.__func__ if isinstance(function, staticmethod) else function
        definition = Root(plain, access, lists, absent_from)

        async def resolve(info: Any, **arguments: Any) -> Any:
            return await definition.run(info.context, arguments)

        _, *arguments = inspect.signature(plain).parameters.values()
        shape(resolve, plain, arguments, inspect.signature(plain).return_annotation, has_parent=False)
        field: StrawberryField = strawberry.field(
            resolver=resolve, description=description, name=name, metadata={ROOT: definition}
        )
        return field

    return decorate
