"""Facets of what is compared: numbers and days of attributes, and prices, with the counts of a few spans of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.catalog import AttributeKind, FacetAttribute, ProductFilters
from app.catalog import Span as AskedSpan
from app.core.context import RequestContext
from app.core.money import to_decimal
from app.pricing import PricedWithin
from search.documents.numbers import day_number, day_of
from search.query.conditions import PRICE, attribute_key
from search.query.facet_counts import Counting, Measured, Span
from search.query.facet_values import label_of
from search.query.faceted import Facet, FacetKind
from search.query.price_ranges import PriceRange
from search.query.ranges import RangeBucket, RangeFacet, spans_of_days, spans_of_numbers

_KINDS: Final = {AttributeKind.NUMBER: FacetKind.NUMBERS, AttributeKind.DATE: FacetKind.DATES}


async def range_facets(
    ctx: RequestContext,
    filters: ProductFilters,
    attributes: Sequence[FacetAttribute],
    measured: Mapping[str, Measured],
    counting: Counting,
    prices: PriceRange | None,
) -> dict[str, Facet]:
    """The facets of these attributes, and that of these prices, by their keys."""
    known = {attribute_key(each.code): each for each in attributes if each.kind in _KINDS}
    spans = {key: _spans(known[key].kind, each) for key, each in measured.items() if key in known}
    counts = await counting.count_spans(spans) if spans else {}
    found = {
        key: _facet(known[key], filters, measured[key], list(zip(spans[key], counts[key], strict=True)))
        for key in spans
    }
    if prices is not None:
        found[PRICE] = _price_facet(ctx, filters, prices)
    return found


def _spans(kind: AttributeKind, measured: Measured) -> list[Span]:
    if kind is AttributeKind.NUMBER:
        return spans_of_numbers(measured.least, measured.most, measured.step)
    days = spans_of_days(day_of(int(measured.least)), day_of(int(measured.most)))
    return [(Decimal(day_number(first)), Decimal(day_number(last))) for first, last in days]


def _facet(
    attribute: FacetAttribute, filters: ProductFilters, measured: Measured, counted: Sequence[tuple[Span, int]]
) -> Facet:
    names = ("min", "max") if attribute.kind is AttributeKind.NUMBER else ("from", "to")
    selected = {
        tuple(_written(attribute.kind, end) for end in each.wanted)
        for each in filters.attributes_by_code.get(attribute.code, ())
        if isinstance(each.wanted, AskedSpan)
    }
    buckets = []
    for span, count in counted:
        ends = tuple(_written(attribute.kind, end) for end in span)
        asked: dict[str, Any] = {"attribute": {"code": attribute.code} | dict(zip(names, ends, strict=True))}
        buckets.append(RangeBucket(str(ends[0]), str(ends[1]), count, ends in selected, asked))
    least, most = (str(_written(attribute.kind, end)) for end in (measured.least, measured.most))
    unit = attribute.unit if attribute.kind is AttributeKind.NUMBER else None
    shown = RangeFacet(least, most, tuple(buckets), unit)
    return Facet(attribute_key(attribute.code), attribute.label, _KINDS[attribute.kind], range=shown)


def _price_facet(ctx: RequestContext, filters: ProductFilters, prices: PriceRange) -> Facet:
    currency = ctx.place.currency_code
    selected = {each.asked for each in filters.products_by_kind.get(PricedWithin, ())}
    buckets = []
    for bar in prices.bars:
        ends = {"min": _amount(bar.least, currency), "max": _amount(bar.most, currency)}
        is_selected = PricedWithin(bar.least, bar.most) in selected
        buckets.append(RangeBucket(ends["min"], ends["max"], bar.products, is_selected, {"price": ends}))
    least, most = _amount(prices.least, currency), _amount(prices.most, currency)
    return Facet(PRICE, label_of(ctx, PRICE), FacetKind.PRICES, range=RangeFacet(least, most, tuple(buckets), currency))


def _amount(amount: int, currency_code: str) -> str:
    return str(to_decimal(amount, currency_code))


def _written(kind: AttributeKind, end: Decimal | date | None) -> str | None:
    """An end as filters take it: a number without an exponent, or a day, which documents have as a number."""
    if end is None:
        return None
    if isinstance(end, date):
        return end.isoformat()
    if kind is AttributeKind.DATE:
        return day_of(int(end)).isoformat()
    text = format(end, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
