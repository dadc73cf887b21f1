"""Root fields of what staff say about search."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from app.admission import at_most
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from app.merchandising import (
    RULE_ID,
    load_search_languages,
    load_search_rules,
    load_synonyms,
)
from schema.core.access import scope
from schema.core.codes import LanguageCode
from schema.merchandising.types import (
    SearchLanguage,
    SearchRule,
    SearchSynonyms,
    search_rules_by_ids,
)

RuleId = Annotated[strawberry.ID, strawberry.argument(description="The rule.")]
OfLanguage = Annotated[LanguageCode | None, strawberry.argument(description="Only those of this language.")]

_NEEDS = "Needs a token with the scope `search:read`."


@strawberry.type
class MerchandisingQueries:
    @root(
        description=f"All synonyms that staff have made, by language and words. {_NEEDS}",
        access=scope(Scope.SEARCH_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def search_synonyms(ctx: RequestContext, language_code: OfLanguage = UNSET) -> list[SearchSynonyms]:
        rows = await load_synonyms(ctx.db)
        return [SearchSynonyms.of(row) for row in rows if language_code in (UNSET, None, row.language_tag)]

    @root(
        description=f"What staff say of the words of languages; without those of which they say nothing. {_NEEDS}",
        access=scope(Scope.SEARCH_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def search_languages(ctx: RequestContext) -> list[SearchLanguage]:
        return [SearchLanguage.of(row) for row in await load_search_languages(ctx.db)]

    @root(
        description=f"All rules of search, those that rest or have ended too, by their codes. {_NEEDS}",
        access=scope(Scope.SEARCH_READ),
        hints=[at_most(20)],
    )
    @staticmethod
    async def search_rules(ctx: RequestContext) -> list[SearchRule]:
        return [SearchRule.of(row) for row in await load_search_rules(ctx.db)]

    @root(
        description=f"The rule of search with this id; null where there is none. {_NEEDS}",
        access=scope(Scope.SEARCH_READ),
    )
    @staticmethod
    async def search_rule(ctx: RequestContext, id: RuleId) -> SearchRule | None:  # noqa: A002 - the argument's name is the API's
        return (await search_rules_by_ids(ctx, [RULE_ID.decode(id)]))[0]
