"""What there is by name, for those who write many things at once: what their transaction has written counts."""

from collections.abc import Collection
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Column, Text, Uuid, any_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import (
    Attribute,
    Brand,
    Category,
    EconomicOperator,
    Product,
    ProductPublication,
    ProductType,
    ProductVariant,
)
from app.catalog.models import (
    Collection as CollectionModel,
)
from app.catalog.rules.drafts import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductTypeDraft,
)
from app.core.reads import array_parameter, table_of

_KEYS: Final[dict[type, Column[str]]] = {
    AttributeDraft: table_of(Attribute).c.code,
    BrandDraft: table_of(Brand).c.slug,
    CategoryDraft: table_of(Category).c.slug,
    CollectionDraft: table_of(CollectionModel).c.slug,
    OperatorDraft: table_of(EconomicOperator).c.code,
    ProductTypeDraft: table_of(ProductType).c.code,
}
_PRESENT: Final = {
    kind: select(column).where(column == any_(array_parameter("names", Text()))) for kind, column in _KEYS.items()
}
_product = table_of(Product).c
_variant = table_of(ProductVariant).c
_publication = table_of(ProductPublication).c

_VARIANTS: Final = (
    select(_variant.sku, _variant.id, _variant.product_id)
    .join_from(table_of(ProductVariant), table_of(Product), _product.id == _variant.product_id)
    .where(
        _variant.sku == any_(array_parameter("skus", Text())),
        ~_variant.is_discontinued,
        _product.deleted_at.is_(None),
    )
)
_HIDDEN: Final = select(func.count()).where(
    _product.id == any_(array_parameter("product_ids", Uuid())),
    ~_product.has_safety_data,
    select(_publication.product_id).where(_publication.product_id == _product.id).exists(),
)


class VariantPlace(NamedTuple):
    """A variant and its product."""

    variant_id: UUID
    product_id: UUID


async def names_present(session: AsyncSession, kind: type, names: Collection[str]) -> set[str]:
    """Which of these codes, or slugs, the shop has for drafts of this kind."""
    return set((await session.execute(_PRESENT[kind], {"names": list(names)})).scalars())


async def variants_by_skus(session: AsyncSession, skus: Collection[str]) -> dict[str, VariantPlace]:
    """The variants that are sold under these SKUs."""
    rows = await session.execute(_VARIANTS, {"skus": list(skus)})
    return {sku: VariantPlace(variant_id, product_id) for sku, variant_id, product_id in rows}


async def count_without_safety_data(session: AsyncSession, product_ids: Collection[UUID]) -> int:
    """How many of these are published without what shoppers in the EU and EEA must be told of their makers."""
    count: int = (await session.execute(_HIDDEN, {"product_ids": list(product_ids)})).scalar_one()
    return count
