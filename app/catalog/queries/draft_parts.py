"""The rows that drafts of stored products are made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import Select, Table, Uuid, any_, select, union_all

from app.catalog.models import (
    Brand,
    BundleItem,
    Category,
    Collection,
    DestinationRestriction,
    EconomicOperator,
    MediaRole,
    MediaType,
    Product,
    ProductMedia,
    ProductOption,
    ProductOptionValue,
    ProductPublication,
    ProductTranslation,
    ProductVariant,
    RestrictionReason,
    VariantOptionValue,
)
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

RowT = TypeVar("RowT")


class ProductRow(NamedTuple):
    """A product that is not deleted."""

    id: UUID
    slug: str
    product_type: str
    brand: str | None
    category: str | None
    manufacturer: str | None
    responsible_person: str | None
    tax_class_code: str
    tags: list[str]
    attributes: dict[str, Any]
    certificates: list[dict[str, Any]]
    source_language_tag: str
    external_id: str | None
    metadata: dict[str, Any]
    private_metadata: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime


class TranslationRow(NamedTuple):
    """A product's words in one language."""

    product_id: UUID
    language_tag: str
    name: str
    description: str
    slug: str | None
    seo_title: str | None
    seo_description: str | None
    warnings: str | None


class OptionRow(NamedTuple):
    """An option."""

    id: UUID
    product_id: UUID
    code: str
    names: dict[str, str]


class ValueRow(NamedTuple):
    """A value of an option."""

    option_id: UUID
    code: str
    names: dict[str, str]
    swatch: str | None


class MediumRow(NamedTuple):
    """A medium."""

    id: UUID
    product_id: UUID
    type: MediaType
    role: MediaRole
    source: str
    origin_url: str | None
    width: int | None
    height: int | None
    duration_ms: int | None
    focal_x: Decimal | None
    focal_y: Decimal | None
    alts: dict[str, str]


class VariantRow(NamedTuple):
    """A variant that is on its product."""

    id: UUID
    product_id: UUID
    sku: str
    attributes: dict[str, Any]
    weight_grams: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    content_quantity: Decimal | None
    content_unit: str | None
    content_reference: Decimal | None
    hs_code: str | None
    national_hs_codes: dict[str, str]
    origin_country_code: str | None
    customs_descriptions: dict[str, str]
    gtin: str | None
    barcode: str | None
    external_id: str | None
    media_ids: list[UUID]
    metadata: dict[str, Any]
    private_metadata: dict[str, Any]


class ChoiceRow(NamedTuple):
    """Which value of an option a variant has."""

    variant_id: UUID
    option_code: str
    value_code: str


class ComponentRow(NamedTuple):
    """What a bundle consists of."""

    bundle_variant_id: UUID
    sku: str
    quantity: int


class PublicationRow(NamedTuple):
    """A publication."""

    product_id: UUID
    channel_code: str
    starts_at: datetime
    ends_at: datetime | None
    market_windows: dict[str, Any] | None


class RestrictionRow(NamedTuple):
    """A country that it does not go to."""

    product_id: UUID
    country_code: str
    reason: RestrictionReason
    legal_ground: str | None


class SlugRow(NamedTuple):
    """What is referred to, by id."""

    id: UUID
    slug: str


_product, _variant, _option = table_of(Product), table_of(ProductVariant), table_of(ProductOption)
_value, _choice, _bundle = table_of(ProductOptionValue), table_of(VariantOptionValue), table_of(BundleItem)
_brand, _category, _collection = table_of(Brand), table_of(Category), table_of(Collection)
_manufacturer, _responsible = (table_of(EconomicOperator).alias(name) for name in ("manufacturer", "responsible"))
_component = _variant.alias("component")
_ids: Final = any_(array_parameter("ids", Uuid()))


def _columns(table: Table, row: type[Any]) -> list[Any]:
    return [table.c[name] for name in row._fields]


def _of_products(table: Table, row: type[Any], *order: str) -> Select[Any]:
    return (
        select(*_columns(table, row))
        .where(table.c.product_id == _ids)
        .order_by(table.c.product_id, *(table.c[name] for name in order))
    )


_ELSEWHERE: Final = {
    "brand": _brand.c.slug,
    "category": _category.c.slug,
    "manufacturer": _manufacturer.c.code,
    "responsible_person": _responsible.c.code,
}
_products = Read(
    select(*(_ELSEWHERE[name].label(name) if name in _ELSEWHERE else _product.c[name] for name in ProductRow._fields))
    .select_from(
        _product.outerjoin(_brand, _brand.c.id == _product.c.brand_id)
        .outerjoin(_category, _category.c.id == _product.c.category_id)
        .outerjoin(_manufacturer, _manufacturer.c.id == _product.c.manufacturer_id)
        .outerjoin(_responsible, _responsible.c.id == _product.c.responsible_person_id)
    )
    .where(_product.c.id == _ids, _product.c.deleted_at.is_(None)),
    ProductRow,
)
_translations = Read(_of_products(table_of(ProductTranslation), TranslationRow, "language_tag"), TranslationRow)
_options = Read(_of_products(_option, OptionRow, "position", "id"), OptionRow)
_values = Read(
    select(*_columns(_value, ValueRow))
    .join(_option, _option.c.id == _value.c.option_id)
    .where(_option.c.product_id == _ids)
    .order_by(_value.c.option_id, _value.c.position, _value.c.id),
    ValueRow,
)
_media = Read(_of_products(table_of(ProductMedia), MediumRow, "position", "id"), MediumRow)
_variants = Read(_of_products(_variant, VariantRow, "position", "id").where(~_variant.c.is_discontinued), VariantRow)
_choices = Read(
    select(_choice.c.variant_id, _option.c.code.label("option_code"), _value.c.code.label("value_code"))
    .join(_option, _option.c.id == _choice.c.option_id)
    .join(_value, _value.c.id == _choice.c.value_id)
    .where(_option.c.product_id == _ids)
    .order_by(_choice.c.variant_id, _option.c.position, _option.c.id),
    ChoiceRow,
)
_components = Read(
    select(_bundle.c.bundle_variant_id, _component.c.sku, _bundle.c.quantity)
    .join(_variant, _variant.c.id == _bundle.c.bundle_variant_id)
    .join(_component, _component.c.id == _bundle.c.component_variant_id)
    .where(_variant.c.product_id == _ids)
    .order_by(_bundle.c.bundle_variant_id, _bundle.c.position, _component.c.sku),
    ComponentRow,
)
_publications = Read(_of_products(table_of(ProductPublication), PublicationRow, "channel_code"), PublicationRow)
_restrictions = Read(_of_products(table_of(DestinationRestriction), RestrictionRow, "country_code"), RestrictionRow)
_named = union_all(
    *(
        select(table.c.id, table.c.slug).where(table.c.id == _ids)
        for table in (_product, _category, _brand, _collection)
    )
).subquery()
_slugs = Read(select(_named.c.id, _named.c.slug), SlugRow)


@dataclass(frozen=True)
class DraftParts:
    """Rows by the thing that they belong to, in their order."""

    products: dict[UUID, ProductRow]
    translations: dict[UUID, list[TranslationRow]]
    options: dict[UUID, list[OptionRow]]
    values: dict[UUID, list[ValueRow]]
    media: dict[UUID, list[MediumRow]]
    variants: dict[UUID, list[VariantRow]]
    choices: dict[UUID, list[ChoiceRow]]
    components: dict[UUID, list[ComponentRow]]
    publications: dict[UUID, list[PublicationRow]]
    restrictions: dict[UUID, list[RestrictionRow]]
    slugs: dict[UUID, str]
    """Of what attributes refer to."""


async def read_parts(database: Database, ids: Sequence[UUID]) -> DraftParts:
    """All rows of these products."""
    products = {row.id: row for row in await _products.all(database, ids=ids)}
    variants = await _variants.all(database, ids=ids)
    described = [*(row.attributes for row in products.values()), *(row.attributes for row in variants)]
    referred = {
        UUID(value["id"])
        for attributes in described
        for value in attributes.values()
        if isinstance(value, dict) and value.keys() == {"kind", "id"}
    }
    slugs = await _slugs.all(database, ids=list(referred)) if referred else []
    return DraftParts(
        products=products,
        translations=_grouped(await _translations.all(database, ids=ids), lambda row: row.product_id),
        options=_grouped(await _options.all(database, ids=ids), lambda row: row.product_id),
        values=_grouped(await _values.all(database, ids=ids), lambda row: row.option_id),
        media=_grouped(await _media.all(database, ids=ids), lambda row: row.product_id),
        variants=_grouped(variants, lambda row: row.product_id),
        choices=_grouped(await _choices.all(database, ids=ids), lambda row: row.variant_id),
        components=_grouped(await _components.all(database, ids=ids), lambda row: row.bundle_variant_id),
        publications=_grouped(await _publications.all(database, ids=ids), lambda row: row.product_id),
        restrictions=_grouped(await _restrictions.all(database, ids=ids), lambda row: row.product_id),
        slugs={row.id: row.slug for row in slugs},
    )


def _grouped(rows: Iterable[RowT], owner: Callable[[RowT], UUID]) -> dict[UUID, list[RowT]]:
    groups: dict[UUID, list[RowT]] = {}
    for row in rows:
        groups.setdefault(owner(row), []).append(row)
    return groups
