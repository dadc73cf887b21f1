"""The choices of facets by their names, with the filter that each is sent as."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from app.catalog import (
    AttributeKind,
    FacetAttribute,
    FacetName,
    ListOwners,
    NamedKind,
    ProductFilters,
)
from app.core.context import RequestContext
from i18n import translate
from search.query.conditions import (
    AVAILABLE_HERE,
    BRAND,
    CATEGORY,
    COLLECTION,
    IN_STOCK,
    PRODUCT_TYPE,
    TAG,
    attribute_key,
)
from search.query.facet_counts import NO, YES
from search.query.facet_names import FacetNames
from search.query.faceted import Facet, FacetKind, FacetValue

MOST_VALUES: Final = 100
"""Of a facet: those with the most products, and all that are selected."""

_NAMED: Final = {
    CATEGORY: (NamedKind.CATEGORY, "categorySlug", FacetKind.TREE),
    BRAND: (NamedKind.BRAND, "brandSlug", FacetKind.LIST),
    COLLECTION: (NamedKind.COLLECTION, "collectionSlug", FacetKind.LIST),
    PRODUCT_TYPE: (NamedKind.PRODUCT_TYPE, "productType", FacetKind.LIST),
}
_SELECTED_FROM: Final = {
    AttributeKind.SELECT: FacetKind.LIST,
    AttributeKind.MULTI_SELECT: FacetKind.LIST,
    AttributeKind.SWATCH: FacetKind.SWATCHES,
}

Values = Mapping[str, Mapping[str, int]]


async def listed_values(
    ctx: RequestContext,
    filters: ProductFilters,
    attributes: Sequence[FacetAttribute],
    counted: Values,
    selected: ListOwners,
    within_id: UUID | None,
) -> dict[str, Facet]:
    """The facets whose values are chosen one by one, by their keys; those without a value are none."""
    found = [
        *await _named_facets(ctx, filters, counted, selected, within_id),
        _tags(ctx, filters, counted),
        *_yes_or_no(ctx, filters, counted),
        *(facet for each in attributes if (facet := _attribute(ctx, filters, each, counted))),
    ]
    return {facet.key: facet for facet in found if facet.values}


def label_of(ctx: RequestContext, name: str) -> str:
    """What the shop calls a facet, or a value of it, of its own."""
    return translate(f"Facet.{name}", ctx.place.language_chain)


async def _named_facets(
    ctx: RequestContext, filters: ProductFilters, counted: Values, selected: ListOwners, within_id: UUID | None
) -> list[Facet]:
    """Categories are those below the selected ones, which stand among them, or below the one whose list it is."""
    is_in_category = within_id is not None and within_id.hex in counted.get(CATEGORY, {})
    parents = selected.category_ids or ((within_id,) if within_id and is_in_category else ())
    chosen = {each.hex for kind in selected for each in kind} | set(filters.product_types)
    chain, known, facets = ctx.place.language_chain, ctx.part(FacetNames), []
    for key, (named, argument, kind) in _NAMED.items():
        counts = counted.get(key)
        if counts is None or not (wanted := counts.keys() | chosen):
            continue
        if named is NamedKind.CATEGORY:
            names = await known.categories(chain, parents, selected.category_ids)
        else:
            names = await known.listed(chain, named)
        values = [
            FacetValue(
                value=name.slug,
                label=name.label,
                count=counts.get(name.key, 0),
                selected=name.key in chosen,
                input={argument: name.slug},
            )
            for name in _in_order(names[each] for each in wanted if each in names)
        ]
        facets.append(_facet(key, label_of(ctx, key), kind, values, is_in_order=named is NamedKind.CATEGORY))
    return facets


def _in_order(names: Iterable[FacetName]) -> list[FacetName]:
    return sorted(names, key=lambda each: (each.position, each.label.casefold(), each.slug))


def _tags(ctx: RequestContext, filters: ProductFilters, counted: Values) -> Facet:
    counts = counted.get(TAG, {})
    shown = {*counts, *filters.tags} if TAG in counted else set()
    values = [FacetValue(tag, tag, counts.get(tag, 0), tag in filters.tags, {"tag": tag}) for tag in shown if tag]
    return _facet(TAG, label_of(ctx, TAG), FacetKind.LIST, values)


def _yes_or_no(ctx: RequestContext, filters: ProductFilters, counted: Values) -> Iterable[Facet]:
    in_stock = {each.holds for each in filters.variants}
    for key, selected, offered in (
        (IN_STOCK, in_stock, (True, False)),
        (AVAILABLE_HERE, {True} if filters.goes_to else set(), (True,)),
    ):
        counts = counted.get(key)
        if counts is not None:
            values = [
                FacetValue(said, label_of(ctx, f"{key}.{said}"), counts.get(said, 0), holds in selected, {key: holds})
                for holds in offered
                for said in (YES if holds else NO,)
            ]
            yield _facet(key, label_of(ctx, key), FacetKind.YES_NO, values, is_in_order=True)


def _attribute(
    ctx: RequestContext, filters: ProductFilters, attribute: FacetAttribute, counted: Values
) -> Facet | None:
    key = attribute_key(attribute.code)
    asked = [each.wanted for each in filters.attributes_by_code.get(attribute.code, ())]
    if key not in counted:
        return None
    if attribute.kind is AttributeKind.BOOLEAN:
        values = [
            FacetValue(
                said,
                translate(f"AttributeKind.{word}", ctx.place.language_chain),
                counted[key].get(said, 0),
                holds in asked,
                {"attribute": {"code": attribute.code, "is": holds}},
            )
            for said, word, holds in ((YES, "YES", True), (NO, "NO", False))
        ]
        return _facet(key, attribute.label, FacetKind.YES_NO, values, is_in_order=True)
    if attribute.kind not in _SELECTED_FROM:
        return None
    chosen = {value for wanted in asked if isinstance(wanted, tuple) for value in wanted}
    values = [
        FacetValue(
            value=each.code,
            label=each.label,
            count=counted[key].get(each.code, 0),
            selected=each.code in chosen,
            input={"attribute": {"code": attribute.code, "values": [each.code]}},
            swatch=each.swatch,
        )
        for each in attribute.values
    ]
    return _facet(key, attribute.label, _SELECTED_FROM[attribute.kind], values, is_in_order=True)


def _facet(key: str, label: str, kind: FacetKind, values: Iterable[FacetValue], *, is_in_order: bool = False) -> Facet:
    """Of the values that some product has, or that are selected: those with the most products."""
    found = [each for each in values if each.count or each.selected]
    by_count = sorted(found, key=lambda each: (-each.count, each.label.casefold(), each.value))
    kept = {each.value for each in by_count[:MOST_VALUES]} | {each.value for each in found if each.selected}
    shown = tuple(each for each in (found if is_in_order else by_count) if each.value in kept)
    return Facet(key, label, kind, shown, len(found))
