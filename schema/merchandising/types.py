"""Types of what staff say about search."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, PRODUCT_ID
from app.core.context import RequestContext
from app.core.ids import IdKind
from app.execution import batched
from app.identity import Scope
from app.markets import AtlasCache
from app.merchandising import (
    RULE_ID,
    SYNONYMS_ID,
    RuleTarget,
    SearchLanguageRow,
    SearchRuleRow,
    SynonymsRow,
    TargetKind,
    Weighted,
    load_search_rules,
    load_synonyms,
)
from schema.catalog.loading import load_products
from schema.catalog.types.products import Product
from schema.core.codes import LanguageCode
from schema.core.nodes import Node, register_node
from schema.merchandising.codes import RuleMatch, SearchField, SynonymKind
from schema.pricing.staff_rules import AttributeValueMatch


@strawberry.type(description="Words of one language that are looked for together.")
class SearchSynonyms(Node):
    language_code: LanguageCode = strawberry.field(description="The language.")
    kind: SynonymKind = strawberry.field(description="In which direction they hold.")
    words: list[str] = strawberry.field(description="Words or phrases, in small letters.")
    others: list[str] = strawberry.field(description="What the words find too; empty with the kind `EQUIVALENT`.")
    version: int = strawberry.field(description="How often they were written: send it with `searchSynonymsUpdate`.")

    @classmethod
    def of(cls, row: SynonymsRow) -> Self:
        return cls(
            id=strawberry.ID(SYNONYMS_ID.encode(row.id)),
            language_code=LanguageCode(row.language_tag),
            kind=row.kind,
            words=row.words,
            others=row.others,
            version=row.version,
        )


@strawberry.type(description="What staff say of the words of a language as a whole.")
class SearchLanguage:
    language_code: LanguageCode = strawberry.field(description="The language.")
    stop_words: list[str] = strawberry.field(
        description="Words that are left out, beside those that the shop comes with."
    )
    field_order: list[SearchField] = strawberry.field(
        description="The texts of a product, the weightiest first; empty for the order that the shop comes with."
    )
    version: int = strawberry.field(
        description="How often it was written: send it with `searchLanguageUpdate`. 0: nothing was said yet."
    )

    @classmethod
    def of(cls, row: SearchLanguageRow) -> Self:
        return cls(
            language_code=LanguageCode(row.language_tag),
            stop_words=row.stop_words,
            field_order=[SearchField(name) for name in row.field_order],
            version=row.version,
        )


@strawberry.type(description="A product that has a position.")
class SearchRulePin:
    position: int = strawberry.field(description="Where it stands, from 1.")
    product_id: strawberry.ID = strawberry.field(description="The id of the product.")
    product_key: strawberry.Private[UUID]

    @batched(description="The product; null where shoppers here do not see it, or it is deleted.")
    @staticmethod
    async def product(ctx: RequestContext, parents: Sequence["SearchRulePin"]) -> Sequence[Product | None]:
        return await load_products(ctx, [parent.product_key for parent in parents])


@strawberry.type(description="Products that count for more, or for less: those that any of this is said of.")
class SearchRuleWeight:
    weight: float = strawberry.field(description="What their relevance is multiplied by.")
    product_ids: list[strawberry.ID] = strawberry.field(description="These products.")
    category_ids: list[strawberry.ID] = strawberry.field(description="Those of these categories and all below them.")
    collection_ids: list[strawberry.ID] = strawberry.field(description="Those of these collections.")
    brand_ids: list[strawberry.ID] = strawberry.field(description="Those of these brands.")
    tags: list[str] = strawberry.field(description="Those with one of these tags.")
    attributes: list[AttributeValueMatch] = strawberry.field(
        description="Those that, or of which a variant, has one of these values.", directives=[at_most(5)]
    )
    in_stock: bool | None = strawberry.field(description="Those that are in stock, or are not; null: not by stock.")

    @classmethod
    def of(cls, weighted: Weighted) -> Self:
        by_kind: dict[TargetKind, list[RuleTarget]] = {}
        for target in weighted.targets:
            by_kind.setdefault(target.kind, []).append(target)

        def ids(kind: TargetKind, as_shown: IdKind) -> list[strawberry.ID]:
            return [strawberry.ID(as_shown.encode(UUID(hex=each.value))) for each in by_kind.get(kind, ())]

        return cls(
            weight=weighted.weight,
            product_ids=ids(TargetKind.PRODUCT, PRODUCT_ID),
            category_ids=ids(TargetKind.CATEGORY, CATEGORY_ID),
            collection_ids=ids(TargetKind.COLLECTION, COLLECTION_ID),
            brand_ids=ids(TargetKind.BRAND, BRAND_ID),
            tags=[target.value for target in by_kind.get(TargetKind.TAG, ())],
            attributes=[
                AttributeValueMatch(attribute=target.code or "", value=target.value)
                for target in by_kind.get(TargetKind.ATTRIBUTE, ())
            ],
            in_stock=next((target.value == "true" for target in by_kind.get(TargetKind.IN_STOCK, ())), None),
        )


@strawberry.type(
    description="What shoppers are to find other than by relevance alone, for some searches and for a while. It "
    "applies to searches by relevance. Where rules disagree, the higher priority wins, then the first code."
)
class SearchRule(Node):
    code: str = strawberry.field(description="A short name that does not change.")
    note: str = strawberry.field(description="For colleagues: why it is there.")
    match: RuleMatch | None = strawberry.field(
        description="How the words of a search must agree with `queries`; null where there are none."
    )
    queries: list[str] = strawberry.field(description="The searches that it applies to, any of them.")
    category_ids: list[strawberry.ID] = strawberry.field(
        description="It applies, too, where a search without words is narrowed down to one of these categories."
    )
    language_codes: list[LanguageCode] = strawberry.field(
        description="The languages that it is for; none is all of them."
    )
    channel_codes: list[str] = strawberry.field(description="The channels that it is for; none is all of them.")
    pins: list[SearchRulePin] = strawberry.field(
        description="Products that stand at a position, whether they match or not, where shoppers may see them and the "
        "filters let them through. By position.",
        directives=[at_most(10)],
    )
    boosts: list[SearchRuleWeight] = strawberry.field(
        description="What counts for more. A product counts once, by the first that names it.", directives=[at_most(5)]
    )
    buries: list[SearchRuleWeight] = strawberry.field(
        description="What counts for less, after the boosts.", directives=[at_most(5)]
    )
    redirect: str | None = strawberry.field(
        description="Where the search leads instead: a path of the storefront or an address; null: nowhere."
    )
    starts_at: datetime | None = strawberry.field(description="From when on it holds; null for always.")
    ends_at: datetime | None = strawberry.field(
        description="The first moment at which it no longer holds; null for none."
    )
    priority: int = strawberry.field(description="Where rules disagree, the higher one wins.")
    is_paused: bool = strawberry.field(description="Whether it rests.")
    version: int = strawberry.field(description="How often it was written: send it with `searchRuleUpdate`.")
    row: strawberry.Private[SearchRuleRow]

    @batched(description="The codes of the markets that it is for; none is all of them.")
    @staticmethod
    async def market_codes(ctx: RequestContext, parents: Sequence["SearchRule"]) -> Sequence[list[str]]:
        atlas = await ctx.part(AtlasCache).get()
        return [[market.code for market in atlas.markets if market.id in parent.row.market_ids] for parent in parents]

    @classmethod
    def of(cls, row: SearchRuleRow) -> Self:
        facts = row.facts
        return cls(
            id=strawberry.ID(RULE_ID.encode(row.id)),
            code=row.code,
            note=row.note,
            match=row.match,
            queries=row.queries,
            category_ids=[strawberry.ID(CATEGORY_ID.encode(each)) for each in row.category_ids],
            language_codes=[LanguageCode(tag) for tag in row.language_tags],
            channel_codes=row.channel_codes,
            pins=_pins(row.pins),
            boosts=[SearchRuleWeight.of(each) for each in facts.boosts],
            buries=[SearchRuleWeight.of(each) for each in facts.buries],
            redirect=row.redirect,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            priority=row.priority,
            is_paused=row.is_paused,
            version=row.version,
            row=row,
        )


def _pins(documents: Iterable[Mapping[str, Any]]) -> list[SearchRulePin]:
    keyed = [(each["position"], UUID(hex=each["product_id"])) for each in documents]
    return [
        SearchRulePin(position=position, product_id=strawberry.ID(PRODUCT_ID.encode(key)), product_key=key)
        for position, key in keyed
    ]


async def search_rules_by_ids(ctx: RequestContext, ids: Sequence[UUID | None]) -> list[SearchRule | None]:
    """Rules in the order of the ids."""
    found = {row.id: row for row in await load_search_rules(ctx.db)} if any(ids) else {}
    return [SearchRule.of(found[each]) if each in found else None for each in ids]


async def search_synonyms_by_ids(ctx: RequestContext, ids: Sequence[UUID | None]) -> list[SearchSynonyms | None]:
    """Synonyms in the order of the ids."""
    found = {row.id: row for row in await load_synonyms(ctx.db)} if any(ids) else {}
    return [SearchSynonyms.of(found[each]) if each in found else None for each in ids]


async def _load_rules(ctx: RequestContext, ids: Sequence[UUID]) -> list[SearchRule | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    return await search_rules_by_ids(ctx, ids if ctx.viewer.may(Scope.SEARCH_READ) else [None] * len(ids))


async def _load_synonyms(ctx: RequestContext, ids: Sequence[UUID]) -> list[SearchSynonyms | None]:
    return await search_synonyms_by_ids(ctx, ids if ctx.viewer.may(Scope.SEARCH_READ) else [None] * len(ids))


register_node(RULE_ID, _load_rules)
register_node(SYNONYMS_ID, _load_synonyms)
