"""Filters by the shown price, said of the stored amounts in documents.

The tariff of the shopper knows the ways on which stored amounts become prices (`app.pricing.price_cases`), which of
a product's kinds of variants goes which, and which span of amounts comes to a price within both ends. So a rate that
moves, and a sale that begins, ends, pauses or takes off more, changes the question and no document.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from app.core.context import RequestContext
from app.core.remembered import RememberedByKey
from app.pricing import PriceCase, PricedWithin, Tariff, price_cases
from search.documents.prices import kind_name
from search.engine.client import SearchClient

NO_PRODUCT: Final = "kind_count < 0"
"""What no document meets."""

_SECONDS: Final = 5.0
_MOST_LANGUAGES: Final = 100


class PriceKinds(NamedTuple):
    """What a question about prices has to know of the documents."""

    most: int
    """As many kinds of variants as the product with the most of them has."""


class KnownKinds:
    """The same of each index, at most five seconds old. A part of the context; forgotten when indexes are written."""

    def __init__(self, client: SearchClient) -> None:
        self._client = client
        self._by_language = RememberedByKey(self._ask, _SECONDS, _MOST_LANGUAGES)

    async def of(self, language_tag: str) -> PriceKinds:
        """Of the index of this language. Raises `SearchUnavailableError`."""
        return await self._by_language.get(language_tag)

    def forget(self) -> None:
        """Ask anew the next time."""
        self._by_language.forget()

    async def _ask(self, language_tag: str) -> PriceKinds:
        body = {"q": "", "limit": 0, "facets": ["kind_count"]}
        answer = await self._client.ask(self._client.index_name(language_tag), body)
        found = answer.get("facetStats", {}).get("kind_count")
        return PriceKinds(int(found["max"]) if found else 0)


async def known_kinds(ctx: RequestContext, language_tag: str | None = None) -> PriceKinds:
    """What is known of the kinds in the index of a language (None: the page's). Raises `SearchUnavailableError`."""
    return await ctx.part(KnownKinds).of(language_tag or ctx.place.language_tag)


def price_condition(tariff: Tariff, asked: Sequence[PricedWithin], kinds: PriceKinds) -> str:
    """One condition in the engine's language: some variant is shown for an amount within both ends of any of these."""
    found = [
        f"({' AND '.join([amounts, *case_conditions(case, place)])})"
        for case in price_cases(tariff)
        for place in range(kinds.most)
        for amounts in _amounts(tariff, case, place, asked)
    ]
    return f"({' OR '.join(found)})" if found else NO_PRODUCT


def case_conditions(case: PriceCase, place: int) -> Iterator[str]:
    """What holds of the kind at this place if its variants go this way, but that they stand in the way's list."""
    name = f"kinds.{kind_name(place)}"
    if case.earlier_list_ids:
        yield f"{name}.lists NOT IN {_ids(case.earlier_list_ids)}"
    if case.tax_class_codes:
        codes = ", ".join(f'"{code}"' for code in case.tax_class_codes)
        yield f"tax_class {'IN' if case.of_these_classes else 'NOT IN'} [{codes}]"
    for sale_id in case.marked_by:
        yield f'{name}.sales = "{sale_id.hex}"'
    if case.not_marked_by:
        yield f"{name}.sales NOT IN {_ids(case.not_marked_by)}"


def stands_in(case: PriceCase, place: int) -> str:
    """The condition that the kind at this place stands in the way's list."""
    return f'kinds.{kind_name(place)}.lists = "{case.price_list_id.hex}"'


def amounts_name(case: PriceCase, place: int) -> str:
    """By what name documents have the amounts that the kind at this place has in the way's list."""
    return f"kinds.{kind_name(place)}.amounts.{case.price_list_id.hex}"


def _amounts(tariff: Tariff, case: PriceCase, place: int, asked: Sequence[PricedWithin]) -> Iterator[str]:
    """One amount lies within both ends, which two conditions would not say of a kind with several amounts."""
    for each in asked:
        span = tariff.amounts_within(case.price_list_id, case.tax_class_code, case.sale_ids, each.least, each.most)
        if span is not None:
            yield f"{amounts_name(case, place)} {span[0]} TO {span[1]}"


def _ids(ids: Sequence[UUID]) -> str:
    return f"[{', '.join(each.hex for each in ids)}]"
