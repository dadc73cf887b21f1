"""What every mutation answers with, and how a use case's refusal becomes `userErrors`."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, WarningCode
from i18n import translate
from schema.core.codes import enumeration

enumeration(WarningCode)

ResultT = TypeVar("ResultT")

PATH = 'Where in the arguments: for example `["input", "lines", "0", "quantity"]`.'


@strawberry.interface(description="A reason why a mutation was refused. Nothing has changed.")
class UserError:
    message: str = strawberry.field(description="What is wrong and what to do, in the shopper's language.")
    path: list[str] | None = strawberry.field(description=PATH)
    retryable: bool = strawberry.field(description="Whether the same request may succeed later.")

    @classmethod
    def of(cls, ctx: RequestContext, problem: Problem, **fields: Any) -> Self:
        """The error for a problem; a family's own type adds `code` and perhaps `detail`."""
        return cls(
            message=translate(problem.message_id, ctx.place.language_chain, problem.facts),
            path=list(problem.path) or None,
            retryable=problem.retryable,
            **fields,
        )


@strawberry.type(name="Warning", description="The mutation succeeded, and something differs from what was asked.")
class MutationWarning:
    code: WarningCode = strawberry.field(description="What differs.")
    message: str = strawberry.field(description="The same in the shopper's language.")
    path: list[str] | None = strawberry.field(description=PATH)

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> "list[MutationWarning]":
        return [
            cls(
                code=WarningCode(problem.code),
                message=translate(problem.message_id, ctx.place.language_chain, problem.facts),
                path=list(problem.path) or None,
            )
            for problem in problems
        ]


@strawberry.interface(
    description="The outcome of a mutation: errors mean that nothing changed, warnings that it succeeded."
)
class MutationPayload:
    user_errors: Sequence[UserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded.", directives=[at_most(5)]
    )
    warnings: list[MutationWarning] = strawberry.field(
        description="What differs from what was asked; empty when nothing does.", directives=[at_most(5)]
    )


@dataclass(frozen=True)
class Outcome(Generic[ResultT]):
    """What came of a use case: its result, or the problems for which it was refused."""

    result: ResultT | None
    problems: tuple[Problem, ...] = ()


async def attempt(command: Awaitable[ResultT]) -> Outcome[ResultT]:
    """Run a use case; a refusal is an outcome, anything else is a fault and goes on up."""
    try:
        return Outcome(await command)
    except Refusal as refusal:
        return Outcome(None, refusal.problems)
