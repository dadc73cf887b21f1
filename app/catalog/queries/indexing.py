"""What a search index needs to know beyond what pages show."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, any_, func, select

from app.catalog.models import Collection, CollectionProduct, Product
from app.catalog.queries.products import is_public
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_collection = table_of(Collection).c
_member = table_of(CollectionProduct).c


class _Number(NamedTuple):
    products: int


class _Membership(NamedTuple):
    product_id: UUID
    slug: str


_public = Read(select(func.count().label("products")).select_from(table_of(Product)).where(is_public()), _Number)
_memberships = Read(
    select(_member.product_id, _collection.slug)
    .join_from(table_of(CollectionProduct), table_of(Collection), _collection.id == _member.collection_id)
    .where(_member.product_id == any_(array_parameter("ids", Uuid())))
    .order_by(_collection.slug),
    _Membership,
)


async def count_public_products(database: Database, now: datetime) -> int:
    """How many products shoppers may see."""
    row = await _public.first(database, now=now)
    return row.products if row else 0


async def collection_slugs_of_products(database: Database, product_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The slugs of the collections that each product is in, sorted."""
    found: dict[UUID, list[str]] = {product_id: [] for product_id in product_ids}
    for row in await _memberships.all(database, ids=list(found)):
        found[row.product_id].append(row.slug)
    return found
