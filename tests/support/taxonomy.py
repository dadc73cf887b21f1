"""Drafts of categories, collections and the like, with as little in them as a test needs, and plain products."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import AttributeKind, Product, ProductPublication, ProductVariant
from app.catalog.rules.drafts import (
    AttributeDraft,
    AttributeValueDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductTypeDraft,
    Texts,
    TypeAttributeDraft,
)
from tests.support.shop import add_rows

MADE_AT = datetime(2026, 3, 1, tzinfo=UTC)


def category(slug: str, parent: str | None = None, **more: Any) -> CategoryDraft:
    """A category with an English name."""
    return CategoryDraft(slug, **{"translations": {"en": Texts(slug.title())}, "parent": parent, **more})


def collection(slug: str, **more: Any) -> CollectionDraft:
    """A collection with an English name."""
    return CollectionDraft(slug, **{"translations": {"en": Texts(slug.title())}, **more})


def attribute(code: str, kind: AttributeKind, *values: str, unit: str | None = None) -> AttributeDraft:
    """An attribute with English names."""
    choices = tuple(AttributeValueDraft(value, {"en": value.title()}) for value in values)
    return AttributeDraft(code, {"en": code.title()}, kind, unit=unit, is_filterable=True, values=choices)


def product_type(code: str, *attributes: TypeAttributeDraft) -> ProductTypeDraft:
    """A type with an English name."""
    return ProductTypeDraft(code, {"en": code.title()}, attributes)


OPERATOR = OperatorDraft("aurora", "Aurora GmbH", ("Hafenstraße 1", "20457 Hamburg"), "DE", email="post@aurora.test")


async def add_product(
    session: AsyncSession,
    slug: str,
    *,
    product_type: str,
    variants: Mapping[str, Mapping[str, Any]] | None = None,
    published_at: datetime | None = None,
    **values: Any,
) -> UUID:
    """A product written with plain rows; `variants`: the attributes of each, by SKU."""
    product = Product(slug=slug, product_type=product_type, **{"created_at": MADE_AT, **values})
    articles = [
        ProductVariant(product_id=product.id, sku=sku, position=place, names={"en": ""}, attributes=dict(attributes))
        for place, (sku, attributes) in enumerate((variants or {slug.upper(): {}}).items())
    ]
    publications = [
        ProductPublication(product_id=product.id, channel_code="default", starts_at=moment)
        for moment in [published_at]
        if moment is not None
    ]
    await add_rows(session, [product], articles, publications)
    return product.id
