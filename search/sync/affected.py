"""Which products an event is about."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from app.catalog import Audience, products_in_lists, public_product_ids, variants_by_ids
from app.core.clock import utc_now
from app.core.db import Database
from app.pricing import products_of_sale
from search.sync.indexed import Indexed

BATCH: Final = 500
"""So many products are indexed at once."""

_NOBODY: Final = Audience("", "", needs_safety_data=False, now=utc_now())


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


def batches(product_ids: Iterable[UUID]) -> list[list[UUID]]:
    """The ids in their order, as many at once as are indexed at once."""
    ids = sorted(product_ids)
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


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
    conditions = [f'collection_ids = "{collection_id.hex}"' for collection_id in collection_ids]
    return await products_in_lists(indexed.database, collection_ids) | await _indexed_as(indexed, conditions)


async def _of_sales(indexed: Indexed, sale_ids: Sequence[UUID]) -> set[UUID]:
    """What they name or leave out now, and what they did."""
    found = await _indexed_as(indexed, [f'marked_by = "{sale_id.hex}"' for sale_id in sale_ids])
    return found.union(*[await products_of_sale(indexed.database, sale_id) for sale_id in sale_ids])


async def _indexed_as(indexed: Indexed, conditions: Sequence[str]) -> set[UUID]:
    """The products of which the indexes say any of this."""
    condition = " OR ".join(conditions)
    return {each for tag in indexed.source.chains for each in await indexed.client.ids_where(tag, condition)}


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
    "pricing.sale_targets_changed": _of_sales,
    "inventory.stock_changed": _of_variants,
    "inventory.stock_written": _of_variants,
}
SEARCHED_EVENTS: Final = tuple(_FOLLOWED)
"""The types of the events that documents depend on. What decides prices is not among them, but for what a sale is for:
documents say what is stored, and the question what it comes to (`search.query.priced`)."""
