"""Payloads of what staff say about search."""

from collections.abc import Awaitable, Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.merchandising import load_search_languages
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, UserError, attempt
from schema.merchandising.codes import MerchandisingErrorCode
from schema.merchandising.types import (
    SearchLanguage,
    SearchRule,
    SearchSynonyms,
    search_rules_by_ids,
    search_synonyms_by_ids,
)

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."
_REFUSED = "null when the request was refused."


@strawberry.type(description="Why what was said about search was not taken.")
class MerchandisingUserError(UserError):
    code: MerchandisingErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(description="Which version it has, with `STALE_VERSION`; else null.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=MerchandisingErrorCode(problem.code), detail=stale_version(problem.detail))
            for problem in problems
        ]


@strawberry.interface(description="The outcome of a mutation of synonyms.")
class SearchSynonymsPayload(MutationPayload):
    search_synonyms: SearchSynonyms | None = strawberry.field(description=f"The synonyms as they are now; {_REFUSED}")
    user_errors: Sequence[MerchandisingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the synonyms after it."""
        outcome = await attempt(command)
        (synonyms,) = await search_synonyms_by_ids(ctx, [outcome.result])
        errors = MerchandisingUserError.all_of(ctx, outcome.problems)
        return cls(search_synonyms=synonyms, user_errors=errors, warnings=[])


@strawberry.type(description="The outcome of `searchSynonymsCreate`.")
class SearchSynonymsCreatePayload(SearchSynonymsPayload):
    pass


@strawberry.type(description="The outcome of `searchSynonymsUpdate`.")
class SearchSynonymsUpdatePayload(SearchSynonymsPayload):
    pass


@strawberry.type(description="The outcome of `searchSynonymsDelete`.")
class SearchSynonymsDeletePayload(MutationPayload):
    deleted_search_synonyms_id: strawberry.ID | None = strawberry.field(
        description=f"The id that the synonyms had; {_REFUSED}"
    )
    user_errors: Sequence[MerchandisingUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `searchLanguageUpdate`.")
class SearchLanguageUpdatePayload(MutationPayload):
    search_language: SearchLanguage | None = strawberry.field(
        description=f"What is said of the language now; null, too, where nothing is; {_REFUSED}"
    )
    user_errors: Sequence[MerchandisingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[str]) -> Self:
        """Run the use case, and show the language after it."""
        outcome = await attempt(command)
        rows = await load_search_languages(ctx.db) if outcome.result else []
        shown = next((SearchLanguage.of(row) for row in rows if row.language_tag == outcome.result), None)
        errors = MerchandisingUserError.all_of(ctx, outcome.problems)
        return cls(search_language=shown, user_errors=errors, warnings=[])


@strawberry.interface(description="The outcome of a mutation of a rule of search.")
class SearchRulePayload(MutationPayload):
    search_rule: SearchRule | None = strawberry.field(description=f"The rule as it is now; {_REFUSED}")
    user_errors: Sequence[MerchandisingUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the rule after it."""
        outcome = await attempt(command)
        (rule,) = await search_rules_by_ids(ctx, [outcome.result])
        errors = MerchandisingUserError.all_of(ctx, outcome.problems)
        return cls(search_rule=rule, user_errors=errors, warnings=[])


@strawberry.type(description="The outcome of `searchRuleCreate`.")
class SearchRuleCreatePayload(SearchRulePayload):
    pass


@strawberry.type(description="The outcome of `searchRuleUpdate`.")
class SearchRuleUpdatePayload(SearchRulePayload):
    pass


@strawberry.type(description="The outcome of `searchRuleDelete`.")
class SearchRuleDeletePayload(MutationPayload):
    deleted_search_rule_id: strawberry.ID | None = strawberry.field(description=f"The id that the rule had; {_REFUSED}")
    user_errors: Sequence[MerchandisingUserError] = strawberry.field(description=_USER_ERRORS)
