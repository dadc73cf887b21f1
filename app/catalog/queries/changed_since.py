"""Which products have changed, or gone, since a moment."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Uuid, any_, bindparam, select

from app.catalog.models import Product
from app.core.reads import Read, array_parameter, table_of


class _Id(NamedTuple):
    id: UUID


_product = table_of(Product).c
_since = bindparam("since", type_=TIMESTAMP(timezone=True))

products_changed_since = Read(
    select(_product.id).where(_product.id == any_(array_parameter("ids", Uuid())), _product.updated_at >= _since), _Id
)
"""Of these products, those that were written at this moment or later."""
products_deleted_since = Read(select(_product.id).where(_product.deleted_at >= _since).order_by(_product.id), _Id)
