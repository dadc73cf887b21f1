"""Which products an event is about."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.catalog import Audience, products_in_lists, public_product_ids, variants_by_ids
from app.core.clock import utc_now
from app.core.db import Database
from app.currencies import RatesMoved
from app.pricing import TariffChanged
from app.tax import RatesChanged
from search.client import SearchClient
from search.documents import Source

BATCH: Final = 500
"""So many products are indexed at once."""

_NOBODY: Final = Audience("", "", needs_safety_data=False, now=utc_now())


@dataclass(frozen=True)
class Indexed:
    """Where to look: in the database, and in the indexes, which still know what the database has forgotten."""

    source: Source
    client: SearchClient

    @property
    def database(self) -> Database:
        return self.source.database


_Affected = Callable[[Indexed, Sequence[UUID]], Awaitable[set[UUID]]]


async def affected_products(indexed: Indexed, event_type: str, subject_ids: Sequence[UUID]) -> set[UUID]:
    """The products whose documents an event of this type about these subjects may have changed."""
    return await _FOLLOWED[event_type](indexed, subject_ids)


def subjects_of(subject_id: UUID, payload: Mapping[str, Any]) -> list[UUID]:
    """What an event is about: its subject, or the products or variants of a batch."""
    return [UUID(each) for each in payload.get("product_ids") or payload.get("variant_ids", ())] or [subject_id]


async def all_public_products(database: Database) -> AsyncIterator[list[UUID]]:
    """The ids of all products that are published through some channel, in batches."""
    after = UUID(int=0)
    while found := await public_product_ids(database, utc_now(), BATCH, after):
        yield found
        after = found[-1]


async def _themselves(_: Indexed, product_ids: Sequence[UUID]) -> set[UUID]:
    return set(product_ids)


async def _all(indexed: Indexed, _: Sequence[UUID]) -> set[UUID]:
    return {product_id async for found in all_public_products(indexed.database) for product_id in found}


async def _of_variants(indexed: Indexed, variant_ids: Sequence[UUID]) -> set[UUID]:
    return {facts.product_id for facts in (await variants_by_ids(indexed.database, variant_ids, _NOBODY)).values()}


async def _of_lists(indexed: Indexed, list_ids: Sequence[UUID]) -> set[UUID]:
    return await products_in_lists(indexed.database, list_ids)


async def _of_collections(indexed: Indexed, collection_ids: Sequence[UUID]) -> set[UUID]:
    """What is in them now, and what was: that stands in the index only."""
    found = await products_in_lists(indexed.database, collection_ids)
    for collection_id in collection_ids:
        for tag in indexed.source.chains:
            found |= await indexed.client.members(tag, collection_id)
    return found


_FOLLOWED: Final[Mapping[str, _Affected]] = {
    "catalog.product_created": _themselves,
    "catalog.product_changed": _themselves,
    "catalog.products_written": _themselves,
    "catalog.product_types_changed": _all,
    "catalog.brand_changed": _of_lists,
    "catalog.category_changed": _of_lists,
    "catalog.collection_changed": _of_collections,
    "pricing.prices_changed": _themselves,
    "pricing.prices_written": _themselves,
    "inventory.stock_changed": _of_variants,
    "inventory.stock_written": _of_variants,
}
CHANGED_EVENTS: Final = tuple(_FOLLOWED)
"""The types of the events that tell which documents may be others."""
PRICING_EVENTS: Final = (TariffChanged.type, RatesMoved.type, RatesChanged.type)
"""Those after which anything may cost something else."""
SEARCHED_EVENTS: Final = (*CHANGED_EVENTS, *PRICING_EVENTS)
"""The types of the events that documents depend on."""
