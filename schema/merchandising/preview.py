"""`searchPreview`: how a search would turn out with a rule or synonyms, before they are saved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from app.admission import ListSize, at_most
from app.catalog import PRODUCT_ID
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.paging import page_size
from app.execution import batched, root
from app.identity import Scope
from app.merchandising import RuleFacts, SynonymsRow, planned_search_rule, planned_synonyms
from app.pricing import tariff_of
from schema.catalog.filters import read_filters
from schema.catalog.listing import Filters
from schema.catalog.loading import load_products
from schema.catalog.types.products import Product
from schema.core.access import scope
from schema.core.codes import LanguageCode
from schema.core.costs import ASKS_ANOTHER_SERVER
from schema.merchandising.codes import MerchandisingErrorCode
from schema.merchandising.inputs import SearchSynonymsCreateInput
from schema.merchandising.payloads import MerchandisingUserError
from schema.merchandising.rule_inputs import SearchRuleCreateInput
from search import Preview, Previewed, ProductSearch, preview_search

MOST_PREVIEWED: Final = 50
MOST_TRIED_SYNONYMS: Final = 10
_AS_MANY_AS_ASKED_FOR: Final = ListSize(
    slicing_arguments=["first"], sized_fields=["products"], require_one_slicing_argument=False
)

Words = Annotated[str, strawberry.argument(description="What a shopper would type, at most 200 characters.")]
First = Annotated[
    int,
    strawberry.argument(description="How many products to look at: from 1 to 50; another number is the nearer one."),
]
Rule = Annotated[
    SearchRuleCreateInput | None,
    strawberry.argument(description="A rule to try. The one that has its code is replaced by it."),
]
Synonyms = Annotated[
    list[SearchSynonymsCreateInput] | None,
    strawberry.argument(
        description="Synonyms to try, at most 10, beside those that there are. Those of another language than the "
        "request's change nothing."
    ),
]


@strawberry.type(description="What one rule of the engine's ranking thinks of a hit.")
class SearchRankingReason:
    rule: str = strawberry.field(
        description="The rule, in the order in which they count: `words`, `typo`, `proximity`, `attribute`, …"
    )
    score: float = strawberry.field(description="From 0 to 1.")
    facts: JSON = strawberry.field(description="Why, as the engine says it: how many words match, how many errors.")


@strawberry.type(description="A product as it would stand in a search, or would no longer.")
class SearchPreviewProduct:
    product_id: strawberry.ID = strawberry.field(description="The id of the product.")
    position: int | None = strawberry.field(
        description="Where it would stand, from 1; null: not among those that are looked at any more."
    )
    position_before: int | None = strawberry.field(description="Where it stands without what is tried, likewise.")
    is_pinned: bool = strawberry.field(description="Whether a rule puts it there.")
    weight: float = strawberry.field(
        description="What its relevance would be multiplied by, by a rule, or because its brand was typed; 1: nothing."
    )
    score: float | None = strawberry.field(
        description="Its relevance before that, from 0 to 1; null where it does not match, or nothing was typed."
    )
    reasons: list[SearchRankingReason] = strawberry.field(
        description="What its relevance is made of.", directives=[at_most(10)]
    )
    product_key: strawberry.Private[UUID]

    @batched(description="The product; null where it was withdrawn in this very moment.")
    @staticmethod
    async def product(ctx: RequestContext, parents: Sequence["SearchPreviewProduct"]) -> Sequence[Product | None]:
        return await load_products(ctx, [parent.product_key for parent in parents])

    @classmethod
    def of(cls, previewed: Previewed) -> Self:
        return cls(
            product_id=strawberry.ID(PRODUCT_ID.encode(previewed.product_id)),
            position=previewed.position,
            position_before=previewed.position_before,
            is_pinned=previewed.is_pinned,
            weight=previewed.weight,
            score=previewed.score,
            reasons=[
                SearchRankingReason(rule=each.rule, score=each.score, facts=JSON(each.facts))
                for each in previewed.reasons
            ],
            product_key=previewed.product_id,
        )


@strawberry.type(description="How a search would turn out.")
class SearchPreview:
    products: list[SearchPreviewProduct] = strawberry.field(
        description="What would be found, in its order; then what is found now and would not be. Empty where what is "
        "tried would be refused.",
    )
    rule_codes: list[str] = strawberry.field(
        description="The codes of the rules that would apply, the one that wins first."
    )
    redirect: str | None = strawberry.field(description="Where the search would lead instead; null: nowhere.")
    redirect_before: str | None = strawberry.field(description="Where it leads without what is tried.")
    language_code: LanguageCode | None = strawberry.field(
        description="In the texts of which language it would be found; null where what is tried would be refused."
    )
    degraded: bool = strawberry.field(
        description="Whether the database answers, because the engine is away: it knows no rules and no weights."
    )
    user_errors: Sequence[MerchandisingUserError] = strawberry.field(
        description="Why what is tried would be refused; empty when it would not.", directives=[at_most(10)]
    )

    @classmethod
    def of(cls, preview: Preview) -> Self:
        return cls(
            products=[SearchPreviewProduct.of(each) for each in preview.products],
            rule_codes=list(preview.rule_codes),
            redirect=preview.after.redirect,
            redirect_before=preview.before.redirect,
            language_code=LanguageCode(preview.after.language_tag),
            degraded=preview.after.degraded,
            user_errors=[],
        )

    @classmethod
    def refused(cls, ctx: RequestContext, problems: Sequence[Problem]) -> Self:
        return cls(
            products=[],
            rule_codes=[],
            redirect=None,
            redirect_before=None,
            language_code=None,
            degraded=False,
            user_errors=MerchandisingUserError.all_of(ctx, problems),
        )


@strawberry.type
class SearchPreviewQuery:
    @root(
        description="How a search would turn out for shoppers in the request's country, language and currency: what "
        "would stand where, where it stands now, and why. With nothing to try, it is compared with a search without "
        "any rule. A rule is tried as if its time were now. Needs a token with the scope `search:read`.",
        access=scope(Scope.SEARCH_READ),
        hints=[ASKS_ANOTHER_SERVER, _AS_MANY_AS_ASKED_FOR],
    )
    @staticmethod
    async def search_preview(
        ctx: RequestContext,
        query: Words,
        filters: Filters = UNSET,
        first: First = 20,
        rule: Rule = UNSET,
        synonyms: Synonyms = UNSET,
    ) -> SearchPreview:
        asked = ProductSearch.of(query, filters=read_filters(ctx.place, filters, await tariff_of(ctx), ctx.now))
        size = page_size(first, MOST_PREVIEWED)
        try:
            tried = await _planned_rule(ctx, rule) if rule else None
            rows = _planned_rows(ctx, synonyms or [])
        except Refusal as refusal:
            return SearchPreview.refused(ctx, refusal.problems)
        return SearchPreview.of(await preview_search(ctx, asked, size, tried, rows))


async def _planned_rule(ctx: RequestContext, given: SearchRuleCreateInput) -> RuleFacts:
    try:
        rule = await planned_search_rule(ctx, code=given.code, change=given.to_change())
    except Refusal as refusal:
        raise Refusal(*(replace(each, path=("rule", *each.path[1:])) for each in refusal.problems)) from refusal
    return replace(rule, starts_at=None, ends_at=None, is_paused=False)


def _planned_rows(ctx: RequestContext, given: Sequence[SearchSynonymsCreateInput]) -> list[SynonymsRow]:
    rows: list[SynonymsRow] = []
    if len(given) > MOST_TRIED_SYNONYMS:
        raise Refusal(Problem(MerchandisingErrorCode.TOO_MANY, ("synonyms",), {"most": MOST_TRIED_SYNONYMS}))
    for position, each in enumerate(given):
        try:
            planned = planned_synonyms(str(each.language_code), each.to_change())
        except Refusal as refusal:
            path = ("synonyms", str(position))
            raise Refusal(*(replace(one, path=(*path, *one.path[1:])) for one in refusal.problems)) from refusal
        if planned.language_tag == ctx.place.language_tag:
            rows.append(planned)
    return rows
