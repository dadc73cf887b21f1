"""Fields of the root: a function of the request's context and the arguments, with no parents to batch."""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from app.execution.batch import AccessRule, shape

ROOT = "tradewind.root"
"""The key of a root field's function in its metadata."""


def root(*, description: str, access: AccessRule | None = None, name: str | None = None) -> Callable[[Any], Any]:
    """Make a field of `async def f(ctx, …) -> Result`, a static method of a class of root fields."""

    def decorate(function: Any) -> StrawberryField:
        plain = function.__func__ if isinstance(function, staticmethod) else function

        async def resolve(info: Any, **arguments: Any) -> Any:
            if access:
                access(info.context)
            return await plain(info.context, **arguments)

        _, *arguments = inspect.signature(plain).parameters.values()
        shape(resolve, plain, arguments, inspect.signature(plain).return_annotation, has_parent=False)
        field: StrawberryField = strawberry.field(
            resolver=resolve, description=description, name=name, metadata={ROOT: plain}
        )
        return field

    return decorate
