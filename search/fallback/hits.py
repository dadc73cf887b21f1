"""The hits of a question, in their order: found by Postgres, sorted here, for they are never many."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.catalog import (
    AttributeCondition,
    Audience,
    ListedProduct,
    ProductCondition,
    ProductFilters,
    ProductList,
    SlugKind,
    VariantCondition,
    list_products,
    listed_products,
    owners_of_slugs,
)
from app.core.context import RequestContext
from app.fulltext import Ranked, is_one_of, matches, rank_products
from app.inventory import in_stock_condition
from app.merchandising import RuleFacts, RuleTarget, TargetKind, Weighted
from app.pricing import price_ranges_of_products, tariff_of
from search.fallback.understanding import Understood
from search.questions.cursors import Start
from search.questions.merchandised import BRAND_WEIGHT, LEAST_WEIGHT, Placed, Wanted, placed, wanted_of
from search.questions.question import ProductSearch, SearchSort

_IN_LISTS: Final = (TargetKind.CATEGORY, TargetKind.COLLECTION, TargetKind.BRAND)


class SaidWords(NamedTuple):
    """What hits are narrowed down to: those that say this, in Postgres' language of text queries."""

    language_tag: str
    query: str


class TheseProducts(NamedTuple):
    """What hits are narrowed down to: some of these."""

    ids: tuple[UUID, ...]


async def find_placed(
    ctx: RequestContext,
    asked: ProductSearch,
    understood: Understood,
    end: int,
    at_most: int,
    rules: Sequence[RuleFacts] | None = None,
) -> list[Placed]:
    """The first hits, with those that rules have pinned. No more than `at_most` are looked at."""
    wanted = await _wanted(ctx, asked, rules)
    pins = await _seen_pins(ctx, asked, wanted)
    pinned = {product_id for _, product_id in pins}
    hits = [each for each in await _sorted_ids(ctx, asked, understood, wanted, end, at_most) if each not in pinned]
    return placed([{"id": each.hex} for each in hits], pins, Start(), end)


def narrowed(asked: ProductSearch, query: str | None, language_tag: str) -> ProductFilters:
    """The filters of a question, and what every hit must say."""
    if query is None:
        return asked.filters
    said = ProductCondition(matches, (language_tag, query), SaidWords(language_tag, query))
    return replace(asked.filters, products=(*asked.filters.products, said))


def listed_by(ctx: RequestContext, filters: ProductFilters, size: int = 1) -> ProductList:
    """The newest products that the viewer may see, narrowed down."""
    return ProductList(ctx.place.language_chain, Audience.of(ctx.place, ctx.now), size, filters=filters)


async def found_products(
    ctx: RequestContext, asked: ProductSearch, understood: Understood, at_most: int
) -> list[ListedProduct]:
    """All hits, in no order; where there are too many, those with all the words before others."""
    tag = understood.language_tag
    found = await listed_products(ctx.db, None, listed_by(ctx, narrowed(asked, understood.widest, tag)), at_most)
    if len(found) < at_most or understood.every == understood.widest:
        return found
    best = await listed_products(ctx.db, None, listed_by(ctx, narrowed(asked, understood.every, tag)), at_most)
    return list(dict.fromkeys([*best, *found]))[:at_most]


async def _sorted_ids(
    ctx: RequestContext, asked: ProductSearch, understood: Understood, wanted: Wanted, end: int, at_most: int
) -> list[UUID]:
    weighted = _weighted(wanted)
    if understood.widest is None and not weighted and not asked.sort.is_by_price:
        newest = await list_products(ctx.db, listed_by(ctx, asked.filters, end))
        return [row.id for row in newest.items]
    found = await found_products(ctx, asked, understood, at_most)
    found.sort(key=lambda each: (each.published_at, each.id), reverse=True)
    ids = [each.id for each in found]
    if asked.sort is SearchSort.NEWEST:
        return ids
    if asked.sort.is_by_price:
        return await _by_price(ctx, ids, descending=asked.sort is SearchSort.PRICE_DESCENDING)
    scores = await _scores(ctx, understood, ids)
    for product_id, weight in (await _weights(ctx, asked, understood, weighted, at_most)).items():
        if product_id in scores:
            scores[product_id] *= weight
    return sorted(ids, key=lambda each: -scores[each])


async def _by_price(ctx: RequestContext, ids: Sequence[UUID], *, descending: bool) -> list[UUID]:
    """What is not sold here comes last, in either direction; equal prices stay as they were."""
    spans = await price_ranges_of_products(ctx.db, await tariff_of(ctx), ids, ctx.now)
    prices = {product_id: span.lowest.displayed for product_id, span in spans.items()}
    sold = [each for each in ids if each in prices]
    sold.sort(key=lambda each: -prices[each] if descending else prices[each])
    return [*sold, *(each for each in ids if each not in prices)]


async def _scores(ctx: RequestContext, understood: Understood, ids: Sequence[UUID]) -> dict[UUID, float]:
    """From 0 to 1: first by how much of the question a product says, and then by where it says it."""
    if not understood.terms or not ids:
        return dict.fromkeys(ids, 1.0)
    ranked = await rank_products(ctx.db, understood.language_tag, ids, understood.terms)
    return dict.fromkeys(ids, 0.0) | {each.product_id: _score(each, len(understood.terms)) for each in ranked}


def _score(ranked: Ranked, terms: int) -> float:
    return max(ranked.terms - 1 + ranked.rank / (1 + ranked.rank), 0.0) / terms


async def _wanted(ctx: RequestContext, asked: ProductSearch, rules: Sequence[RuleFacts] | None) -> Wanted:
    if asked.code is not None:
        return Wanted()
    owners = await owners_of_slugs(ctx.db, SlugKind.CATEGORY, asked.filters.category_slugs) if not asked.words else {}
    return await wanted_of(ctx, asked, set(owners.values()), rules)


async def _seen_pins(ctx: RequestContext, asked: ProductSearch, wanted: Wanted) -> list[tuple[int, UUID]]:
    """Of the pinned products those that may be seen, with their positions. They need not match the words."""
    if not wanted.pinned:
        return []
    these = ProductCondition(is_one_of, (list(wanted.pinned),), TheseProducts(wanted.pinned))
    filters = replace(asked.filters, products=(*asked.filters.products, these))
    seen = {each.id for each in await listed_products(ctx.db, None, listed_by(ctx, filters), len(wanted.pinned))}
    return [pin for pin in sorted(wanted.merchandising.pins.items()) if pin[1] in seen]


def _weighted(wanted: Wanted) -> list[Weighted]:
    return [*wanted.merchandising.boosts, *wanted.merchandising.buries, *_brands(wanted)]


def _brands(wanted: Wanted) -> list[Weighted]:
    targets = tuple(RuleTarget(TargetKind.BRAND, each.hex) for each in sorted(wanted.brand_ids))
    return [Weighted(targets, BRAND_WEIGHT)] if targets else []


async def _weights(
    ctx: RequestContext, asked: ProductSearch, understood: Understood, weighted: Sequence[Weighted], at_most: int
) -> dict[UUID, float]:
    """Of the hits that are named: where several name a product, the first counts; a brand that was typed comes on
    top of that."""
    weights: dict[UUID, float] = {}
    for each in weighted:
        named = await _named(ctx, asked, understood, each.targets, at_most)
        for product_id in named:
            if each.weight == BRAND_WEIGHT:
                weights[product_id] = max(weights.get(product_id, 1.0), LEAST_WEIGHT) * BRAND_WEIGHT
            else:
                weights.setdefault(product_id, each.weight)
    return weights


async def _named(
    ctx: RequestContext,
    asked: ProductSearch,
    understood: Understood,
    targets: Sequence[RuleTarget],
    at_most: int,
) -> set[UUID]:
    """The hits that one of these names, whatever the question's own filters: those are met already."""
    found = {UUID(hex=target.value) for target in targets if target.kind is TargetKind.PRODUCT}
    everything = ProductSearch(asked.words)
    said = narrowed(everything, understood.widest, understood.language_tag)
    list_ids = [UUID(hex=target.value) for target in targets if target.kind in _IN_LISTS]
    if list_ids:
        found |= {each.id for each in await listed_products(ctx.db, list_ids, listed_by(ctx, said), at_most)}
    for target in targets:
        if (more := _filters_of(target)) is not None:
            rows = await listed_products(ctx.db, None, listed_by(ctx, replace(said, **more)), at_most)
            found |= {each.id for each in rows}
    return found


def _filters_of(target: RuleTarget) -> Mapping[str, Any] | None:
    if target.kind is TargetKind.TAG:
        return {"tags": (target.value,)}
    if target.kind is TargetKind.ATTRIBUTE and target.code:
        return {"attributes": (AttributeCondition(target.code, (target.value,)),)}
    if target.kind is TargetKind.IN_STOCK:
        return {"variants": (VariantCondition(in_stock_condition, target.value == "true"),)}
    return None
