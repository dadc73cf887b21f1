"""From what price to what price hits go, and how many lie in between where: as prices are shown to who asks.

A bar counts the products of which some variant is shown for an amount in it, as the filter by price would. So a product
of several prices may be in several bars.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.core.context import RequestContext
from app.pricing import PriceCase, PricedWithin, Tariff, price_cases, tariff_of
from search.engine.client import SearchClient
from search.query.priced import (
    PriceKinds,
    amounts_name,
    case_conditions,
    known_kinds,
    price_condition,
    stands_in,
)

MOST_BARS: Final = 10

_STEPS: Final = (1, 2, 5)
_COUNTED: Final = "kind_count"
"""Every document that has a price has one value of it."""


@dataclass(frozen=True)
class PriceBar:
    """Prices from one amount to another, both included, in minor units of the shopper's currency."""

    least: int
    most: int
    products: int


@dataclass(frozen=True)
class PriceRange:
    """The lowest and the highest price, and bars that cover all in between without a gap."""

    least: int
    most: int
    bars: tuple[PriceBar, ...]


async def price_facet(ctx: RequestContext, language_tag: str, body: Mapping[str, Any]) -> PriceRange | None:
    """The prices of all hits of a question; None where none of them is sold here.

    `body`: the question as `SearchClient.ask_many` takes it, with its `indexUid` and without a condition on the price.
    Raises `SearchUnavailableError`.
    """
    client, tariff = ctx.part(SearchClient), await tariff_of(ctx)
    kinds = await known_kinds(ctx, language_tag)
    ways = [(case, place) for case in price_cases(tariff) for place in range(kinds.most)]
    if not ways:
        return None
    answers = await client.ask_many([_bounds_question(body, case, place) for case, place in ways])
    ends = [each for way, answer in zip(ways, answers, strict=True) for each in _bounds(tariff, *way, answer)]
    if not ends:
        return None
    asked = list(spans_between(min(ends), max(ends)))
    counted = await client.ask_many([_count_question(body, tariff, span, kinds) for span in asked])
    bars = (PriceBar(span.least, span.most, _count(answer)) for span, answer in zip(asked, counted, strict=True))
    return PriceRange(min(ends), max(ends), tuple(bars))


def spans_between(least: int, most: int) -> Iterator[PricedWithin]:
    """At most `MOST_BARS` spans of one round width that cover all from one amount to another."""
    width = _width(least, most)
    start = least - least % width
    while start <= most:
        yield PricedWithin(start, start + width - 1)
        start += width


def _width(least: int, most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, … that is wide enough."""
    power = 1
    while True:
        for step in _STEPS:
            width = step * power
            if most // width - least // width < MOST_BARS:
                return width
        power *= 10


def _bounds_question(body: Mapping[str, Any], case: PriceCase, place: int) -> dict[str, Any]:
    return _asking(body, [stands_in(case, place), *case_conditions(case, place)], amounts_name(case, place))


def _bounds(tariff: Tariff, case: PriceCase, place: int, answer: Mapping[str, Any]) -> Iterator[int]:
    found = answer.get("facetStats", {}).get(amounts_name(case, place))
    for end in (found["min"], found["max"]) if found else ():
        yield tariff.displayed(case.price_list_id, case.tax_class_code, case.sale_ids, int(end))


def _count_question(body: Mapping[str, Any], tariff: Tariff, span: PricedWithin, kinds: PriceKinds) -> dict[str, Any]:
    return _asking(body, [price_condition(tariff, [span], kinds)], _COUNTED)


def _count(answer: Mapping[str, Any]) -> int:
    """The engine's own count of hits stops where its pages do; that of a facet does not."""
    return sum(answer["facetDistribution"].get(_COUNTED, {}).values())


def _asking(body: Mapping[str, Any], conditions: Sequence[str], facet: str) -> dict[str, Any]:
    """No hits, but what the engine knows of this of them."""
    asked = {name: body[name] for name in ("indexUid", "q", "matchingStrategy", "locales") if name in body}
    return asked | {"filter": [*body.get("filter", ()), *conditions], "limit": 0, "facets": [facet]}
