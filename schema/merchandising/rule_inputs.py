"""Inputs of rules of search."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, PRODUCT_ID
from app.core.ids import IdKind
from app.merchandising import Pin, SearchRuleChange, WeightedTargets
from schema.core.codes import LanguageCode
from schema.merchandising.codes import RuleMatch
from schema.pricing.price_inputs import in_utc
from schema.pricing.reading_inputs import CHANNELS, CODE, MARKETS, VERSION, texts
from schema.pricing.reading_inputs import cleared as read_cleared
from schema.pricing.reading_inputs import given as read_given
from schema.pricing.sale_inputs import AttributeValueMatchInput

_NOTE = "For colleagues: why it is there, at most 500 characters on one line."
_MATCH = "How the words of a search must agree with `queries`."
_QUERIES = "The searches that it applies to, any of them: up to 20."
_CATEGORIES = (
    "It applies, too, where a search without words is narrowed down to one of these categories: up to 100 of them."
)
_LANGUAGES = "The languages that it is for; none is all of them."
_PINS = "Products to stand at a position, whether they match or not: up to 50."
_BOOSTS = "What counts for more: up to 10, each with a weight above 1 and up to 10."
_BURIES = "What counts for less: up to 10, each with a weight from 0 up to and without 1."
_REDIRECT = (
    "Where the search leads instead: a path of the storefront that begins with one slash, or an http or https address."
)
_START = "From when on it holds; null for always."
_END = "The first moment at which it no longer holds; null for none."
_PRIORITY = "Where rules disagree, the higher one wins: from -1000000 to 1000000."
_PAUSED = "Whether it rests."


@strawberry.input(description="A product and where it is to stand.")
class SearchRulePinInput:
    product_id: strawberry.ID = strawberry.field(description="The product.")
    position: int = strawberry.field(description="From 1 to 50; each position once.")


@strawberry.input(description="Products to count for more or for less: those that any of this is said of.")
class SearchRuleWeightInput:
    weight: float = strawberry.field(description="What their relevance is multiplied by.")
    product_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="These products.")
    category_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Those of these categories and all below them."
    )
    collection_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Those of these collections."
    )
    brand_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Those of these brands.")
    tags: list[str] = strawberry.field(default_factory=list, description="Those with one of these tags.")
    attributes: list[AttributeValueMatchInput] = strawberry.field(
        default_factory=list,
        description="Those that, or of which a variant, has one of these values, of choices or of yes and no.",
    )
    in_stock: bool | None = strawberry.field(
        default=UNSET, description="Those that are in stock (true), or that are not (false)."
    )

    def to_targets(self) -> WeightedTargets:
        """As the use case takes them."""
        return WeightedTargets(
            weight=self.weight,
            product_ids=_decoded(PRODUCT_ID, self.product_ids),
            category_ids=_decoded(CATEGORY_ID, self.category_ids),
            collection_ids=_decoded(COLLECTION_ID, self.collection_ids),
            brand_ids=_decoded(BRAND_ID, self.brand_ids),
            tags=self.tags,
            attributes=[(each.attribute, each.value) for each in self.attributes],
            in_stock=self.in_stock if isinstance(self.in_stock, bool) else None,
        )


@strawberry.input(description="A rule of search to make: to what it applies, and what it does there.")
class SearchRuleCreateInput:
    code: str = strawberry.field(description=CODE)
    note: str = strawberry.field(default="", description=_NOTE)
    match: RuleMatch = strawberry.field(default=RuleMatch.EXACT, description=_MATCH)
    queries: list[str] = strawberry.field(default_factory=list, description=_QUERIES)
    category_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description=_CATEGORIES)
    language_codes: list[LanguageCode] = strawberry.field(default_factory=list, description=_LANGUAGES)
    market_codes: list[str] = strawberry.field(default_factory=list, description=MARKETS)
    channel_codes: list[str] = strawberry.field(default_factory=list, description=CHANNELS)
    pins: list[SearchRulePinInput] = strawberry.field(default_factory=list, description=_PINS)
    boosts: list[SearchRuleWeightInput] = strawberry.field(default_factory=list, description=_BOOSTS)
    buries: list[SearchRuleWeightInput] = strawberry.field(default_factory=list, description=_BURIES)
    redirect: str | None = strawberry.field(default=UNSET, description=_REDIRECT)
    starts_at: datetime | None = strawberry.field(default=UNSET, description=_START)
    ends_at: datetime | None = strawberry.field(default=UNSET, description=_END)
    priority: int = strawberry.field(default=0, description=_PRIORITY)
    is_paused: bool = strawberry.field(default=False, description=_PAUSED)

    def to_change(self) -> SearchRuleChange:
        """What the rule is to say."""
        return _change(self)


@strawberry.input(description="What to change of a rule of search. What is left out stays as it is.")
class SearchRuleUpdateInput:
    id: strawberry.ID = strawberry.field(description="The rule.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    note: str | None = strawberry.field(default=UNSET, description=_NOTE)
    match: RuleMatch | None = strawberry.field(default=UNSET, description=_MATCH)
    queries: list[str] | None = strawberry.field(default=UNSET, description=_QUERIES)
    category_ids: list[strawberry.ID] | None = strawberry.field(default=UNSET, description=_CATEGORIES)
    language_codes: list[LanguageCode] | None = strawberry.field(default=UNSET, description=_LANGUAGES)
    market_codes: list[str] | None = strawberry.field(default=UNSET, description=MARKETS)
    channel_codes: list[str] | None = strawberry.field(default=UNSET, description=CHANNELS)
    pins: list[SearchRulePinInput] | None = strawberry.field(
        default=UNSET, description=f"{_PINS} They are replaced whole."
    )
    boosts: list[SearchRuleWeightInput] | None = strawberry.field(
        default=UNSET, description=f"{_BOOSTS} They are replaced whole."
    )
    buries: list[SearchRuleWeightInput] | None = strawberry.field(
        default=UNSET, description=f"{_BURIES} They are replaced whole."
    )
    redirect: str | None = strawberry.field(default=UNSET, description=f"{_REDIRECT} Null leads nowhere.")
    starts_at: datetime | None = strawberry.field(default=UNSET, description=_START)
    ends_at: datetime | None = strawberry.field(default=UNSET, description=_END)
    priority: int | None = strawberry.field(default=UNSET, description=_PRIORITY)
    is_paused: bool | None = strawberry.field(default=UNSET, description=_PAUSED)

    def to_change(self) -> SearchRuleChange:
        """The change. Null says something of the redirect, the start and the end only; elsewhere it is as if left
        out."""
        return _change(self)


@strawberry.input(description="A rule of search to delete.")
class SearchRuleDeleteInput:
    id: strawberry.ID = strawberry.field(description="The rule.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


def _change(given: SearchRuleCreateInput | SearchRuleUpdateInput) -> SearchRuleChange:
    change: dict[str, Any] = read_given(
        given,
        note=str.strip,
        match=RuleMatch,
        queries=lambda queries: [" ".join(each.split()) for each in queries],
        category_ids=lambda ids: _decoded(CATEGORY_ID, ids),
        market_codes=list,
        channel_codes=list,
        pins=lambda pins: [Pin(PRODUCT_ID.decode(pin.product_id), pin.position) for pin in pins],
        boosts=lambda weights: [each.to_targets() for each in weights],
        buries=lambda weights: [each.to_targets() for each in weights],
        priority=int,
        is_paused=bool,
    )
    change |= read_cleared(given, redirect=str.strip, starts_at=in_utc, ends_at=in_utc)
    if isinstance(given.language_codes, list):
        change["language_tags"] = texts(given.language_codes)
    return cast(SearchRuleChange, change)


def _decoded(kind: IdKind, ids: Sequence[strawberry.ID]) -> list[UUID | None]:
    return [kind.decode(each) for each in ids]
