"""Facets of a search and of any list of products: what there is to choose from, and what each choice gives.

A value's `input` is one filter. Added to the conditions on other things, in place of those on its own, it gives exactly
`count` products.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final
from uuid import UUID

from app.catalog import FacetAttribute, ListOwners, ProductFilters
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.logging import log
from search import fallback
from search.engine.calls import SearchUnavailableError
from search.query.conditions import (
    AVAILABLE_HERE,
    BRAND,
    CATEGORY,
    COLLECTION,
    IN_STOCK,
    PRICE,
    PRODUCT_TYPE,
    TAG,
    attribute_key,
    attribute_of,
    owners_of,
    read_conditions,
    text,
)
from search.query.facet_counts import Counting
from search.query.facet_engine import EngineCounting
from search.query.facet_names import FacetNames
from search.query.facet_ranges import range_facets
from search.query.facet_stored import StoredCounting
from search.query.facet_values import listed_values
from search.query.faceted import Facet
from search.questions.question import ProductSearch

DEGRADED_SECONDS: Final = 2.0
_BEFORE_ATTRIBUTES: Final = (CATEGORY, BRAND, PRICE)
_BEHIND_ATTRIBUTES: Final = (PRODUCT_TYPE, COLLECTION, TAG, IN_STOCK, AVAILABLE_HERE)


class ListKind(Enum):
    """What has a list of products."""

    CATEGORY = "category_ids"
    COLLECTION = "collection_ids"
    BRAND = "brand_id"


@dataclass(frozen=True)
class ListedIn:
    """The list whose facets are asked for, where it is not the shop's."""

    kind: ListKind
    id: UUID

    @property
    def condition(self) -> str:
        """In the engine's language."""
        return f"{self.kind.value} = {text(self.id.hex)}"


@dataclass(frozen=True)
class _Asking:
    """What facets are asked for."""

    ctx: RequestContext
    filters: ProductFilters
    selected: ListOwners
    """What the filters name."""
    attributes: Sequence[FacetAttribute]
    keys: Sequence[str]
    within: ListedIn | None

    async def facets(self, counting: Counting) -> list[Facet]:
        """They, by this counting."""
        ctx, within_id = self.ctx, self.within.id if self.within else None
        counted = await counting.count([key for key in self.keys if key != PRICE])
        prices = await counting.prices() if PRICE in self.keys else None
        found = {
            **await listed_values(ctx, self.filters, self.attributes, counted.values, self.selected, within_id),
            **await range_facets(ctx, self.filters, self.attributes, counted.measured, counting, prices),
        }
        return [found[key] for key in self.keys if key in found]


async def facets_of(
    ctx: RequestContext,
    asked: ProductSearch,
    language_tag: str,
    *,
    within: ListedIn | None = None,
    keys: Sequence[str] | None = None,
    degraded: bool = False,
) -> list[Facet]:
    """The facets of what was asked for that have a value at least, in a fixed order.

    `language_tag` names the index that is asked; texts are those of the request's language. `within` narrows down to a
    list. `keys`: only these facets; attributes that are not there have none. `degraded`: Postgres counts without the
    engine being asked, as it answered the question itself. Raises `RequestError` for a key that no facet can have.
    """
    _refuse_impossible(keys or ())
    if asked.says_nothing:
        return []
    attributes = await ctx.part(FacetNames).attributes(ctx.place.language_chain)
    selected = await owners_of(ctx, asked.filters)
    asking = _Asking(ctx, asked.filters, selected, attributes, _wanted(attributes, keys), within)
    if not degraded:
        try:
            return await asking.facets(await _engine(asking, asked, language_tag))
        except SearchUnavailableError as error:
            log.warning("facets are counted by the database", reason=str(error))
    ctx.keep_at_most(DEGRADED_SECONDS)
    stored = await _stored(ctx, asked, within, with_prices=PRICE in asking.keys)
    return await asking.facets(stored)


def _refuse_impossible(keys: Sequence[str]) -> None:
    """Attributes come and go, and a storefront goes on asking for them; the other facets are always the same."""
    fixed = (*_BEFORE_ATTRIBUTES, *_BEHIND_ATTRIBUTES)
    for key in keys:
        if key not in fixed and attribute_of(key) is None:
            names = ", ".join(f"`{name}`" for name in fixed)
            attribute = f"`{attribute_key('<code>')}`"
            raise RequestError("BAD_USER_INPUT", f"There is no facet {key!r}: `keys` takes {names}, and {attribute}.")


def _wanted(attributes: Sequence[FacetAttribute], keys: Sequence[str] | None) -> list[str]:
    by_label = sorted(attributes, key=lambda each: (each.label.casefold(), each.code))
    known = [*_BEFORE_ATTRIBUTES, *(attribute_key(each.code) for each in by_label), *_BEHIND_ATTRIBUTES]
    return known if keys is None else [key for key in known if key in keys]


async def _engine(asking: _Asking, asked: ProductSearch, language_tag: str) -> EngineCounting:
    conditions = await read_conditions(asking.ctx, asked.filters, language_tag, asking.selected)
    within = (asking.within.condition,) if asking.within else ()
    return EngineCounting(asking.ctx, asked, language_tag, conditions, within)


async def _stored(
    ctx: RequestContext, asked: ProductSearch, within: ListedIn | None, *, with_prices: bool
) -> StoredCounting:
    """What words find is found without the filters: each facet leaves others out."""
    among = None
    if asked.words or asked.code:
        among = await fallback.matching_ids(ctx, replace(asked, filters=ProductFilters()))
    list_id = within.id if within else None
    return await StoredCounting.of(ctx, asked.filters, list_id, among, with_prices=with_prices)
