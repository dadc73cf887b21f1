"""Hits in the order of their least shown price, what is not sold last.

Where every hit goes one way from the stored amount to the price, the engine sorts by the stored amount. Else it is
asked once for each way (`app.pricing.price_cases`): steps never turn the order of two amounts round, so each answer is
in order, and they are merged. Products whose variants are of several kinds are read whole and priced here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any, Final

from app.core.context import RequestContext
from app.pricing import PriceCase, Tariff, least_displayed, price_cases, tariff_of
from search.documents.prices import RETRIEVED, kind_name, stored_in
from search.engine.client import SearchClient
from search.engine.settings import MAX_HITS, PRIMARY_KEY
from search.query.priced import case_conditions, stands_in

Json = dict[str, Any]

_SHOWING: Final = ("attributesTo", "crop", "highlight", "show")
_OF_ONE_KIND: Final = "kind_count = 1"
_OF_SEVERAL: Final = "kind_count > 1"
_Ranked = tuple[tuple[int, int, int], str]
"""By what a hit is sorted, and its id: the price (negative where the dearest come first), the answer that it stands in,
and where in that. The last two keep the order of equal prices the same from page to page."""


async def hits_by_price(ctx: RequestContext, body: Json, *, descending: bool, offset: int, limit: int) -> list[Json]:
    """So many of the hits of a question, after the first `offset`, as the engine gives them.

    `body`: the question as `SearchClient.ask_many` takes it, with its `indexUid`, and without `sort`, `offset` and
    `limit`. Raises `SearchUnavailableError`.
    """
    if limit <= 0:
        return []
    client, tariff = ctx.part(SearchClient), await tariff_of(ctx)
    way = _only_way(tariff)
    if way is not None:
        (answer,) = await client.ask_many([body | _sorted(way, descending) | {"offset": offset, "limit": limit}])
        hits: list[Json] = answer["hits"]
        return hits
    order = _Order(tariff, descending, min(offset + limit, MAX_HITS))
    answers = await client.ask_many([_lean(body) | each for each in order.questions(body)])
    ids = list(islice(order.merged([answer["hits"] for answer in answers]), offset, offset + limit))
    return await _in_full(client, body, ids)


@dataclass(frozen=True)
class _Order:
    """How hits of several ways are brought into one order."""

    tariff: Tariff
    descending: bool
    wanted: int
    """How many of the first hits are asked for."""

    @property
    def ways(self) -> tuple[PriceCase, ...]:
        return price_cases(self.tariff)

    def questions(self, body: Json) -> Iterator[Json]:
        """One for each way, one for what is not sold, and one for what has several kinds."""
        for way in self.ways:
            retrieved = [PRIMARY_KEY, f"least.{way.price_list_id.hex}"]
            conditions = [_OF_ONE_KIND, stands_in(way, 0), *case_conditions(way, 0)]
            yield _narrowed(body, conditions) | _sorted(way, self.descending) | self._first(retrieved, self.wanted)
        yield _narrowed(body, [self._unsold()]) | self._first([PRIMARY_KEY], self.wanted)
        yield _narrowed(body, [_OF_SEVERAL]) | self._first([PRIMARY_KEY, *RETRIEVED], MAX_HITS)

    def merged(self, answers: list[list[Json]]) -> Iterator[str]:
        """The ids in their order, of the hits of `questions`."""
        priced = [list(self._ranked(place, way, answers[place])) for place, way in enumerate(self.ways)]
        unsold = [hit[PRIMARY_KEY] for hit in answers[len(self.ways)]]
        several: list[_Ranked] = []
        for position, hit in enumerate(answers[-1]):
            price = least_displayed(self.tariff, stored_in(hit))
            if price is None:
                unsold.append(hit[PRIMARY_KEY])
            else:
                several.append(((self._signed(price), len(priced), position), hit[PRIMARY_KEY]))
        yield from (hit_id for _, hit_id in merge(*priced, sorted(several)))
        yield from unsold

    def _ranked(self, place: int, way: PriceCase, hits: Iterable[Json]) -> Iterator[_Ranked]:
        for position, hit in enumerate(hits):
            stored = hit["least"][way.price_list_id.hex]
            price = self.tariff.displayed(way.price_list_id, way.tax_class_code, way.sale_ids, stored)
            yield (self._signed(price), place, position), hit[PRIMARY_KEY]

    def _signed(self, price: int) -> int:
        return -price if self.descending else price

    def _unsold(self) -> str:
        """Of no kind, or of one that stands in none of the lists."""
        ids = ", ".join(each.hex for each in self.tariff.list_ids)
        elsewhere = f" AND kinds.{kind_name(0)}.lists NOT IN [{ids}]" if ids else ""
        return f"(kind_count = 0 OR ({_OF_ONE_KIND}{elsewhere}))"

    @staticmethod
    def _first(retrieved: list[str], limit: int) -> Json:
        return {"attributesToRetrieve": retrieved, "offset": 0, "limit": limit}


def _only_way(tariff: Tariff) -> PriceCase | None:
    """The one way, where whatever is sold goes it."""
    ways = price_cases(tariff)
    return ways[0] if len(ways) == 1 and ways[0].is_everything else None


def _sorted(way: PriceCase, descending: bool) -> Json:
    return {"sort": [f"least.{way.price_list_id.hex}:{'desc' if descending else 'asc'}"]}


def _narrowed(body: Json, conditions: Iterable[str]) -> Json:
    return {"filter": [*body.get("filter", ()), *conditions]}


def _lean(body: Json) -> Json:
    """The question without what it takes to show a hit."""
    return {name: value for name, value in body.items() if not name.startswith(_SHOWING)}


async def _in_full(client: SearchClient, body: Json, ids: list[str]) -> list[Json]:
    """The hits with these ids, in this order, with all that was asked of them."""
    if not ids:
        return []
    if body.get("attributesToRetrieve") == [PRIMARY_KEY] and "attributesToHighlight" not in body:
        return [{PRIMARY_KEY: each} for each in ids]
    narrowed = _narrowed(body, [f"{PRIMARY_KEY} IN [{', '.join(ids)}]"])
    (answer,) = await client.ask_many([body | narrowed | {"offset": 0, "limit": len(ids)}])
    found = {hit[PRIMARY_KEY]: hit for hit in answer["hits"]}
    return [found[each] for each in ids if each in found]
