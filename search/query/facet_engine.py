"""Facets counted by the engine: all values in one call, and the spans of what is measured in another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from app.core.context import RequestContext
from search.documents.numbers import tag_of
from search.engine.client import SearchClient
from search.engine.settings import MAX_FACET_VALUES
from search.query.bodies import Body, question_body
from search.query.conditions import (
    AVAILABLE_HERE,
    BRAND,
    CATEGORY,
    COLLECTION,
    IN_STOCK,
    PRICE,
    PRODUCT_TYPE,
    TAG,
    Conditions,
    attribute_of,
    number_text,
    text,
)
from search.query.facet_counts import YES, Counted, Measured, Span, measured_of
from search.query.price_ranges import PriceRange, price_facet
from search.questions.question import ProductSearch

_FIELDS: Final = {
    CATEGORY: "category_ids",
    BRAND: "brand_id",
    PRODUCT_TYPE: "product_type",
    COLLECTION: "collection_ids",
    TAG: "tag_keys",
    IN_STOCK: "in_stock",
}
_EVERY_DOCUMENT: Final = "has_safety_data"
"""A field that each document has exactly one value of: the sum of its counts is that of the documents. The engine's own
count of hits ends at `MAX_HITS`."""


@dataclass(frozen=True)
class EngineCounting:
    """The index of a language counts. Raises `SearchUnavailableError`."""

    ctx: RequestContext
    asked: ProductSearch
    language_tag: str
    conditions: Conditions
    within: tuple[str, ...] = ()
    """What the list itself asks for, such as its category: no facet leaves it out."""

    async def count(self, keys: Sequence[str]) -> Counted:
        """One question for all facets that nothing is selected of, and one for each of the others."""
        counted = [key for key in keys if key != AVAILABLE_HERE]
        free = [key for key in counted if key not in self.conditions.by_facet]
        groups = [group for group in (free, *([key] for key in counted if key not in free)) if group]
        bodies = [self._body(group[0], [_field(key) for key in group]) for group in groups]
        if AVAILABLE_HERE in keys:
            bodies.append(self._documents_with(AVAILABLE_HERE, f"NOT restricted_in = {text(self._country)}"))
        answers = await self._ask(bodies)
        values: dict[str, Mapping[str, int]] = {}
        measured: dict[str, Measured] = {}
        if AVAILABLE_HERE in keys:
            values[AVAILABLE_HERE] = {YES: _documents(answers.pop())}
        for group, answer in zip(groups, answers, strict=True):
            for key in group:
                values[key] = _values(key, answer)
                if found := _measured(key, values[key], answer):
                    measured[key] = found
        return Counted(values, measured)

    async def count_spans(self, spans: Mapping[str, Sequence[Span]]) -> Mapping[str, Sequence[int]]:
        """A question for each span: a product with several values in it is counted once."""
        bodies = [
            self._documents_with(key, f"{_field(key)} {number_text(least)} TO {number_text(most)}")
            for key, wanted in spans.items()
            for least, most in wanted
        ]
        answers = iter(await self._ask(bodies))
        return {key: [_documents(next(answers)) for _ in wanted] for key, wanted in spans.items()}

    async def prices(self) -> PriceRange | None:
        """By questions about stored amounts, which the tariff understands."""
        return await price_facet(self.ctx, self.language_tag, self._body(PRICE, []))

    @property
    def _country(self) -> str:
        return self.ctx.place.country_code

    async def _ask(self, bodies: Sequence[Body]) -> list[dict[str, Any]]:
        return await self.ctx.part(SearchClient).ask_many(bodies) if bodies else []

    def _documents_with(self, key: str, condition: str) -> Body:
        return self._body(key, [_EVERY_DOCUMENT], condition)

    def _body(self, key: str, facets: Sequence[str], *more: str) -> Body:
        conditions = [*self.within, *self.conditions.all(but=key), *more]
        options = {"limit": 0, "facets": facets, "attributesToRetrieve": ["id"]}
        return question_body(self.ctx, self.asked, self.language_tag, conditions, **options)


def _field(key: str) -> str:
    code = attribute_of(key)
    return _FIELDS[key] if code is None else f"attributes.{code}"


def _values(key: str, answer: Mapping[str, Any]) -> dict[str, int]:
    found: dict[str, int] = answer.get("facetDistribution", {}).get(_field(key), {})
    return {tag_of(tag): count for tag, count in found.items()} if key == TAG else found


def _measured(key: str, values: Mapping[str, int], answer: Mapping[str, Any]) -> Measured | None:
    """Where not all values are known, their ends still are."""
    ends = answer.get("facetStats", {}).get(_field(key))
    found = measured_of(values, is_complete=len(values) < MAX_FACET_VALUES) if ends else None
    if found is None:
        return None
    return replace(found, least=Decimal(repr(ends["min"])), most=Decimal(repr(ends["max"])))


def _documents(answer: Mapping[str, Any]) -> int:
    return sum(answer.get("facetDistribution", {}).get(_EVERY_DOCUMENT, {}).values())
