"""Payloads of what products are sorted into and described by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Self

import strawberry

from app.catalog import CatalogErrorCode
from app.core.context import RequestContext
from app.core.errors import Problem
from schema.catalog.taxonomy.rules import INPUT_NAMES
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, Outcome, UserError

enumeration(CatalogErrorCode)

USER_ERRORS: Final = "Why the mutation was refused; empty when it succeeded."

Languages = Mapping[str, Sequence[str]]
"""By field of the input (`translations`), the language tags in the order in which they were given."""

_CALLED: Final = {
    "parent": "parent_slug",
}
"""Names of a draft's fields that the input calls otherwise."""


@strawberry.type(description="Why a brand, category, collection, type, attribute or economic operator was not written.")
class TaxonomyUserError(UserError):
    code: CatalogErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(description="Which version it has, with `STALE_VERSION`; else null.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem], languages: Languages, *place: str) -> list[Self]:
        """The errors of problems with a draft that was made of the input at `place`."""
        errors = []
        for problem in problems:
            path = ("input", *place, *_placed(problem.path, languages))
            located = replace(problem, path=path)
            errors.append(
                cls.of(ctx, located, code=CatalogErrorCode(problem.code), detail=stale_version(problem.detail))
            )
        return errors


@strawberry.interface(description="The outcome of a mutation of what products are sorted into or described by.")
class TaxonomyPayload(MutationPayload):
    user_errors: Sequence[TaxonomyUserError] = strawberry.field(description=USER_ERRORS)


def errors_of(
    ctx: RequestContext, outcome: Outcome[Any], languages: Languages | None = None
) -> list[TaxonomyUserError]:
    """Why a use case was refused."""
    return TaxonomyUserError.all_of(ctx, outcome.problems, languages or {})


def _placed(path: Sequence[str], languages: Languages) -> list[str]:
    """Where in the input the place of a draft is."""
    placed: list[str] = []
    for position, part in enumerate(path):
        before = path[position - 1] if position else ""
        if part in languages.get(before, ()):
            placed.append(str(list(languages[before]).index(part)))
        elif path[0] == "rule":
            placed.append(_camel(INPUT_NAMES.get(part, part)))
        elif path[0] == "attributes" and part == "attribute":
            placed.append("code")
        else:
            placed.append(_camel(_CALLED.get(part, part) if len(path) == 1 else part))
    return placed


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others) if name.isascii() and name.islower() else name
