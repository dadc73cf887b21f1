"""What staff want of a search, as questions: products at positions, products that count for more or less, a redirect.

A name of a brand that was typed alone works like a boost of that brand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.core.context import RequestContext
from app.merchandising import (
    NO_MERCHANDISING,
    Merchandising,
    RuleFacts,
    SearchRulesCache,
    applying,
    folded_words,
)
from search.questions.brands import BrandNamesCache
from search.questions.cursors import Start
from search.questions.question import ProductSearch, SearchSort

BRAND_WEIGHT: Final = 1000.0
"""Every product of the brand that was typed stands above all others, whatever rules say of these."""

LEAST_WEIGHT: Final = 0.001
"""The weight of what is buried altogether, where it is of that brand nevertheless."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a search besides relevance."""

    merchandising: Merchandising = NO_MERCHANDISING
    brand_ids: frozenset[UUID] = frozenset()

    @property
    def pinned(self) -> tuple[UUID, ...]:
        """The products with a position, the foremost first."""
        return tuple(self.merchandising.pins.values())


async def wanted_of(
    ctx: RequestContext,
    asked: ProductSearch,
    category_ids: Collection[UUID],
    rules: Sequence[RuleFacts] | None = None,
) -> Wanted:
    """What the rules in force (or `rules`, where somebody tries them) want of a search by relevance."""
    if asked.sort is not SearchSort.RELEVANCE:
        return Wanted()
    rules = await ctx.part(SearchRulesCache).get() if rules is None else rules
    brands = await ctx.part(BrandNamesCache).get() if asked.words else {}
    return Wanted(
        applying(rules, ctx.place, asked.words, category_ids, ctx.now),
        brands.get(folded_words(asked.words), frozenset()),
    )


class Placed(NamedTuple):
    """A hit, or a pinned product, at its place."""

    hit: Mapping[str, Any]
    position: int
    unpinned: int


def placed(
    hits: Sequence[Mapping[str, Any]], pins: Sequence[tuple[int, UUID]], start: Start, limit: int
) -> list[Placed]:
    """The page that begins at `start`: pinned products at their positions, hits in between.

    `pins` are those that may be seen, in the order of their positions. One whose position is beyond the end of the hits
    follows the last of them. How many of them stand before the page, `start` knows: so nothing is shown twice, and
    nothing is left out, wherever pages end.
    """
    left = list(pins[start.position - start.unpinned :])
    position, unpinned = start.position, start.unpinned
    if not left:
        return [Placed(hit, position + place, unpinned + place) for place, hit in enumerate(hits[:limit], 1)]
    others = list(hits)
    page: list[Placed] = []
    while len(page) < limit and (left or others):
        position += 1
        if left and (left[0][0] <= position or not others):
            page.append(Placed({"id": left.pop(0)[1].hex}, position, unpinned))
        else:
            unpinned += 1
            page.append(Placed(others.pop(0), position, unpinned))
    return page
