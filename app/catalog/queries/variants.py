"""Reads of variants: of products for pages, by ids for carts, orders and nodes."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, and_, any_, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import STANDARD_TAX_CLASS, BundleItem, Product, ProductTranslation, ProductVariant
from app.catalog.queries.parts import PartPosition, first_of_each, page_parameters, pages_of
from app.catalog.queries.products import is_public, published
from app.catalog.queries.reduced import tax_class_of
from app.catalog.queries.restrictions import restriction_of
from app.catalog.queries.words import chain_parameter
from app.catalog.rules import full_names
from app.catalog.rules.audience import Audience
from app.core.db import Database
from app.core.paging import Page
from app.core.reads import Read, array_parameter, localized, table_of


class VariantRow(NamedTuple):
    """A variant as it is shown."""

    id: UUID
    product_id: UUID
    sku: str
    position: int
    name: str
    """What sets it apart from the product's other variants; empty where there is nothing to choose."""
    weight_grams: int | None
    hs_code: str | None
    origin_country_code: str | None


class VariantFacts(NamedTuple):
    """A variant as carts, orders and shipments need it."""

    id: UUID
    product_id: UUID
    sku: str
    names: dict[str, str]
    """`Product, variant` in every language that the product has."""
    weight_grams: int | None
    hs_code: str | None
    origin_country_code: str | None
    is_offered: bool
    """Whether it can be put into a cart: its product is published, and it is not discontinued."""
    is_restricted: bool = False
    """Whether it must not go to the country."""
    components: tuple[tuple[UUID, int], ...] = ()
    """Of a bundle, the variants that it consists of, and how many pieces of each."""
    tax_class_code: str = STANDARD_TAX_CLASS


class _FactsRow(NamedTuple):
    id: UUID
    product_id: UUID
    sku: str
    product_names: dict[str, str] | None
    names: dict[str, str]
    weight_grams: int | None
    hs_code: str | None
    origin_country_code: str | None
    is_offered: bool
    is_restricted: bool
    components: list[tuple[str, int]] | None
    tax_class_code: str


_table = table_of(ProductVariant)
_variant = _table.c
_columns = (
    _variant.id,
    _variant.product_id,
    _variant.sku,
    _variant.position,
    func.coalesce(localized(_variant.names, chain_parameter()), "").label("name"),
    _variant.weight_grams,
    _variant.hs_code,
    _variant.origin_country_code,
)
_is_current = _variant.is_discontinued.is_(False)
_with_product = published().join(_table, table_of(Product).c.id == _variant.product_id)
_wanted = _variant.id == any_(array_parameter("ids", Uuid()))
_text, _item = table_of(ProductTranslation).c, table_of(BundleItem).c
_is_of_a_public_product = (
    select(table_of(Product).c.id)
    .select_from(published())
    .where(table_of(Product).c.id == _variant.product_id, is_public())
    .exists()
)

_of_products = Read(first_of_each(_table, _columns, _is_current, continued=False), VariantRow)
_more_of_products = Read(first_of_each(_table, _columns, _is_current, continued=True), VariantRow)
_offered = Read(select(*_columns).select_from(_with_product).where(_wanted, _is_current, is_public()), VariantRow)
_all = Read(select(*_columns).where(_wanted), VariantRow)
_facts = Read(
    select(
        _variant.id,
        _variant.product_id,
        _variant.sku,
        select(func.jsonb_object_agg(_text.language_tag, _text.name, type_=JSONB))
        .where(_text.product_id == _variant.product_id)
        .scalar_subquery()
        .label("product_names"),
        _variant.names,
        _variant.weight_grams,
        _variant.hs_code,
        _variant.origin_country_code,
        and_(_is_current, _is_of_a_public_product).label("is_offered"),
        restriction_of(_variant.id).is_not(None).label("is_restricted"),
        select(func.jsonb_agg(func.jsonb_build_array(_item.component_variant_id, _item.quantity), type_=JSONB))
        .where(_item.bundle_variant_id == _variant.id)
        .scalar_subquery()
        .label("components"),
        tax_class_of(_variant.product_id).label("tax_class_code"),
    ).where(_wanted),
    _FactsRow,
)


async def variants_of_products(
    database: Database,
    product_ids: Sequence[UUID],
    chain: Sequence[str],
    size: int,
    after: PartPosition | None = None,
) -> dict[UUID, Page[VariantRow]]:
    """A page of each product's variants, in their order."""
    read = _more_of_products if after else _of_products
    rows = await read.all(database, chain=chain, **page_parameters(product_ids, size, after))
    return pages_of(rows, product_ids, size, after)


async def offered_variants(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], audience: Audience
) -> dict[UUID, VariantRow]:
    """The variants with these ids that an audience may see."""
    return {row.id: row for row in await _offered.all(database, ids=list(ids), chain=chain, **audience.parameters)}


async def variants_as_shown(database: Database, ids: Sequence[UUID], chain: Sequence[str]) -> dict[UUID, VariantRow]:
    """The variants with these ids, still offered or not: what stands in a cart or an order can be looked at."""
    return {row.id: row for row in await _all.all(database, ids=list(ids), chain=chain)}


async def variants_by_ids(
    database: Database, ids: Sequence[UUID], audience: Audience, country_code: str = ""
) -> dict[UUID, VariantFacts]:
    """What carts need to know of these variants, still offered or not, and what the country lets in."""
    return {
        row.id: VariantFacts(
            id=row.id,
            product_id=row.product_id,
            sku=row.sku,
            names=full_names(row.product_names or {"en": row.sku}, row.names),
            weight_grams=row.weight_grams,
            hs_code=row.hs_code,
            origin_country_code=row.origin_country_code,
            is_offered=row.is_offered,
            is_restricted=row.is_restricted,
            components=tuple((UUID(component), quantity) for component, quantity in row.components or ()),
            tax_class_code=row.tax_class_code,
        )
        for row in await _facts.all(database, ids=list(ids), country=country_code, **audience.parameters)
    }
