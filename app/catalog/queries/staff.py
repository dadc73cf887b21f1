"""Reads of the catalog for staff: all of it, published or not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    literal,
    not_,
    or_,
    select,
    tuple_,
)

from app.catalog.models import (
    Category,
    EconomicOperator,
    MediaStatus,
    Product,
    ProductMedia,
    ProductPublication,
    ProductTranslation,
    ProductVariant,
)
from app.catalog.rules.drafts import PublicationDraft
from app.core.db import Database
from app.core.described import DescribedEnum
from app.core.reads import Read, array_parameter, table_of


class ProductStatus(DescribedEnum):
    """Whether shoppers see a product, in any channel."""

    DRAFT = "DRAFT", "No publication: nobody but staff sees it."
    SCHEDULED = "SCHEDULED", "All of its publications are still to begin."
    PUBLISHED = "PUBLISHED", "A publication has begun and not ended."
    ENDED = "ENDED", "All of its publications have ended, or some have and the others are still to begin."


class MissingPart(DescribedEnum):
    """Something that a product may lack."""

    SAFETY_DATA = "SAFETY_DATA", "Who answers for it, which the European Economic Area wants to be told."
    MEDIA = "MEDIA", "A picture or any other medium."
    CATEGORY = "CATEGORY", "A category."
    BRAND = "BRAND", "A brand."
    TRANSLATION = "TRANSLATION", "Its words in the language that the filter names."
    HS_CODE = "HS_CODE", "The customs tariff number of a variant."
    ORIGIN_COUNTRY = "ORIGIN_COUNTRY", "The country of origin of a variant."
    WEIGHT = "WEIGHT", "The weight of a variant."


class StaffProductOrder(DescribedEnum):
    """How staff see products sorted."""

    RECENTLY_UPDATED = "RECENTLY_UPDATED", "What was changed last comes first."
    OLDEST = "OLDEST", "What was made first comes first."


class StaffPosition(NamedTuple):
    """Where a list goes on: behind this product."""

    updated_at: datetime
    id: UUID


class StaffFilters(NamedTuple):
    """What a list is narrowed down to; None: not by this."""

    status: str | None = None
    product_type: str | None = None
    category_slug: str | None = None
    sku: str | None = None
    updated_since: datetime | None = None
    missing: Sequence[str] = ()
    missing_language: str | None = None


class StaffProductRow(NamedTuple):
    """A product in a list of staff."""

    id: UUID
    updated_at: datetime


class MediaSourceRow(NamedTuple):
    """A medium of a product, and what drafts may call it."""

    id: UUID
    product_id: UUID
    source: str
    origin_url: str | None
    status: MediaStatus
    failure: str | None


class OperatorRow(NamedTuple):
    """One who answers for products."""

    code: str
    name: str
    address_lines: list[str]
    country_code: str
    email: str | None
    website: str | None


_product = table_of(Product).c
_variant = table_of(ProductVariant).c
_medium = table_of(ProductMedia).c
_publication = table_of(ProductPublication).c
_words = table_of(ProductTranslation).c
_category = table_of(Category).c
_operator = table_of(EconomicOperator).c

media_sources = Read(
    select(*(_medium[name] for name in MediaSourceRow._fields))
    .where(_medium.product_id == any_(array_parameter("product_ids", Uuid())))
    .order_by(_medium.product_id, _medium.position, _medium.id),
    MediaSourceRow,
)
operators_by_codes = Read(
    select(*(_operator[name] for name in OperatorRow._fields)).where(
        _operator.code == any_(array_parameter("codes", Text()))
    ),
    OperatorRow,
)


def _status() -> ColumnElement[bool]:
    now = bindparam("now", type_=TIMESTAMP(timezone=True))
    of_product = _publication.product_id == _product.id
    current = exists().where(
        of_product, _publication.starts_at <= now, or_(_publication.ends_at.is_(None), _publication.ends_at > now)
    )
    any_at_all = exists().where(of_product)
    ended = exists().where(of_product, _publication.ends_at <= now)
    asked = bindparam("status", type_=Text())
    return or_(
        asked.is_(None),
        and_(asked == ProductStatus.DRAFT.value, ~any_at_all),
        and_(asked == ProductStatus.PUBLISHED.value, current),
        and_(asked == ProductStatus.SCHEDULED.value, any_at_all, ~current, ~ended),
        and_(asked == ProductStatus.ENDED.value, ~current, ended),
    )


def _lacks() -> list[ColumnElement[bool]]:
    variants = and_(_variant.product_id == _product.id, _variant.is_discontinued.is_(False))
    tag = bindparam("missing_language", type_=Text())
    conditions: dict[MissingPart, ColumnElement[bool]] = {
        MissingPart.SAFETY_DATA: ~_product.has_safety_data,
        MissingPart.MEDIA: ~exists().where(_medium.product_id == _product.id),
        MissingPart.CATEGORY: _product.category_id.is_(None),
        MissingPart.BRAND: _product.brand_id.is_(None),
        MissingPart.TRANSLATION: ~exists().where(_words.product_id == _product.id, _words.language_tag == tag),
        MissingPart.HS_CODE: exists().where(variants, _variant.hs_code.is_(None)),
        MissingPart.ORIGIN_COUNTRY: exists().where(variants, _variant.origin_country_code.is_(None)),
        MissingPart.WEIGHT: exists().where(variants, _variant.weight_grams.is_(None)),
    }
    asked = bindparam("missing", type_=ARRAY(Text()))
    return [or_(not_(literal(part.value, Text()) == any_(asked)), condition) for part, condition in conditions.items()]


def _given(name: str, kind: Any, condition: Any) -> ColumnElement[bool]:
    asked = bindparam(name, type_=kind)
    return or_(asked.is_(None), condition(asked))


_filtered = (
    select(_product.id, _product.updated_at)
    .where(
        _product.deleted_at.is_(None),
        _status(),
        _given("product_type", Text(), lambda asked: _product.product_type == asked),
        _given(
            "category_slug",
            Text(),
            lambda asked: exists().where(_category.id == _product.category_id, _category.slug == asked),
        ),
        _given("sku", Text(), lambda asked: exists().where(_variant.product_id == _product.id, _variant.sku == asked)),
        _given("updated_since", TIMESTAMP(timezone=True), lambda asked: _product.updated_at >= asked),
        *_lacks(),
    )
    .limit(bindparam("limit", type_=Integer()))
)
_after_moment = bindparam("after_updated_at", type_=TIMESTAMP(timezone=True))
_after_id = bindparam("after_id", type_=Uuid())

_PAGES: Final = {
    StaffProductOrder.RECENTLY_UPDATED: Read(
        _filtered.where(
            or_(
                _after_id.is_(None),
                tuple_(_product.updated_at, _product.id) < tuple_(_after_moment, _after_id),
            )
        ).order_by(_product.updated_at.desc(), _product.id.desc()),
        StaffProductRow,
    ),
    StaffProductOrder.OLDEST: Read(
        _filtered.where(or_(_after_id.is_(None), _product.id > _after_id)).order_by(_product.id), StaffProductRow
    ),
}


async def staff_products_page(
    database: Database,
    filters: StaffFilters,
    order: StaffProductOrder,
    after: StaffPosition | None,
    now: datetime,
    limit: int,
) -> list[StaffProductRow]:
    """The next products of all that there are, deleted ones apart."""
    return await _PAGES[order].all(
        database,
        **filters._asdict(),
        now=now,
        after_updated_at=after.updated_at if after else None,
        after_id=after.id if after else None,
        limit=limit,
    )


def status_of(publications: Sequence[PublicationDraft], now: datetime) -> ProductStatus:
    """The same for one product, by its publications."""
    if not publications:
        return ProductStatus.DRAFT
    begun = [each for each in publications if each.starts_at <= now]
    if any(each.ends_at is None or each.ends_at > now for each in begun):
        return ProductStatus.PUBLISHED
    return ProductStatus.ENDED if begun else ProductStatus.SCHEDULED


class _ProductId(NamedTuple):
    product_id: UUID


_product_of_variant = Read(
    select(_variant.product_id).where(
        _variant.id == bindparam("variant_id", type_=Uuid()), _variant.is_discontinued.is_(False)
    ),
    _ProductId,
)


async def product_of_variant(database: Database, variant_id: UUID) -> UUID | None:
    """The product that a variant is on; None where there is no such variant (any more)."""
    row = await _product_of_variant.first(database, variant_id=variant_id)
    return row.product_id if row else None
