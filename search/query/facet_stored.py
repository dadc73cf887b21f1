"""Facets counted by Postgres, where the engine is away: of at most the 20,000 newest products of a list, in one
statement."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from app.catalog import Audience, Fact, ListFacts, ProductFilters, list_facts
from app.core.context import RequestContext
from app.inventory import in_stock_condition
from app.pricing import PriceBookCache, PricedWithin, all_displayed, stored_prices, tariff_of
from search.documents.numbers import day_number
from search.query.conditions import AVAILABLE_HERE, IN_STOCK, PRICE, PRODUCT_TYPE, attribute_key
from search.query.facet_counts import Counted, Span, measured_of, number_of
from search.query.price_ranges import PriceBar, PriceRange, spans_between

_KEYS: Final = {"product_type": PRODUCT_TYPE, "in_stock": IN_STOCK, "country": AVAILABLE_HERE}
"""What facets are called of which the catalog's lists have other names."""


@dataclass(frozen=True)
class StoredCounting:
    """What has been read."""

    ctx: RequestContext
    facts: ListFacts
    filters: ProductFilters

    @classmethod
    async def of(
        cls,
        ctx: RequestContext,
        filters: ProductFilters,
        list_id: UUID | None,
        among: Sequence[UUID] | None,
        *,
        with_prices: bool,
    ) -> "StoredCounting":
        """Read a list (None: the shop's), or those of its products that are `among` others."""
        audience, country = Audience.of(ctx.place, ctx.now), ctx.place.country_code
        facts = await list_facts(
            ctx.db, audience, filters, in_stock_condition, country, list_id, among, with_products=with_prices
        )
        return cls(ctx, facts, filters)

    async def count(self, keys: Sequence[str]) -> Counted:
        """The values that were read."""
        values: dict[str, dict[str, int]] = {key: defaultdict(int) for key in keys}
        for key, fact in self._counting():
            if key in values:
                values[key][_written(fact)] += fact.products
        numbers = {key for key, fact in self._counting() if fact.members is not None and key in values}
        measured = {key: measured_of(values[key], is_complete=True) for key in numbers}
        return Counted(values, {key: found for key, found in measured.items() if found is not None})

    async def prices(self) -> PriceRange | None:
        """The price of each variant is made anew."""
        counting = [fact for fact in self.facts.facts if fact.missed in self._missed_by_price()]
        products, variants = (
            [UUID(hex=fact.value) for fact in counting if fact.key == kind] for kind in ("product", "variant")
        )
        book, tariff = await self.ctx.part(PriceBookCache).get(), await tariff_of(self.ctx)
        stored = await stored_prices(self.ctx.db, book, products, self.ctx.now, set(variants))
        amounts = {(price, product_id) for product_id, each in stored.items() for price in all_displayed(tariff, each)}
        if not amounts:
            return None
        least, most = min(amount for amount, _ in amounts), max(amount for amount, _ in amounts)
        bars = []
        for span in spans_between(least, most):
            lying = {product_id for amount, product_id in amounts if span.least <= amount <= span.most}
            bars.append(PriceBar(span.least, span.most, len(lying)))
        return PriceRange(least, most, tuple(bars))

    async def count_spans(self, spans: Mapping[str, Sequence[Span]]) -> Mapping[str, Sequence[int]]:
        """Products in each span, each once however many of its values lie there."""
        return {key: [self._within(key, span) for span in wanted] for key, wanted in spans.items()}

    def _within(self, wanted: str, span: Span) -> int:
        least, most = span
        members: set[int] = set()
        for key, fact in self._counting():
            number = number_of(_written(fact)) if key == wanted and fact.members else None
            if number is not None and least <= number <= most:
                members.update(fact.members or ())
        return len(members)

    def _missed_by_price(self) -> frozenset[int]:
        kinds = list(self.filters.products_by_kind)
        return self.facts.missed_by(("product", kinds.index(PricedWithin)) if PricedWithin in kinds else PRICE)

    def _counting(self) -> Iterator[tuple[str, Fact]]:
        """The facts of those products that count for the facet of the fact, with its key."""
        things = self._things()
        counting: dict[str, frozenset[int]] = {}
        for fact in self.facts.facts:
            key = _KEYS.get(fact.key, fact.key)
            if key not in counting:
                counting[key] = self.facts.missed_by(things.get(key, fact.key))
            if fact.missed in counting[key]:
                yield key, fact

    def _things(self) -> dict[str, Hashable]:
        """Which thing a facet leaves out, where it is not called as the fact is."""
        attributes = {
            attribute_key(code): ("attribute", place) for place, code in enumerate(self.filters.attributes_by_code)
        }
        conditions = list(self.filters.variants_by_condition)
        in_stock = [("variant", conditions.index(in_stock_condition))] if in_stock_condition in conditions else []
        return {**attributes, **dict.fromkeys([IN_STOCK] if in_stock else [], *in_stock)}


def _written(fact: Fact) -> str:
    """The value as documents have it: days are numbers."""
    if fact.members is None or "-" not in fact.value[1:]:
        return fact.value
    return str(day_number(date.fromisoformat(fact.value)))
