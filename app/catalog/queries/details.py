"""What pages show of products beyond lists, in one statement: each part is asked for or left out."""

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, Uuid, and_, any_, func, null, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import LateralFromClause

from app.catalog.models import (
    AttributeScope,
    BundleItem,
    Category,
    CategoryAncestor,
    CategoryTranslation,
    DestinationRestriction,
    EconomicOperator,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductTranslation,
    ProductType,
    ProductVariant,
)
from app.catalog.queries.categories import CategoryRow
from app.catalog.queries.options import OptionValueRow
from app.catalog.queries.part_columns import definitions_of, rows_as_json
from app.catalog.queries.words import chain_parameter, words
from app.core.db import Database
from app.core.reads import Read, array_parameter, localized, table_of


class ProductPart(Enum):
    """Something of a product that is read only where it is asked for."""

    TEXTS = "texts"
    WARNINGS = "warnings"
    SLUGS = "slugs"
    TYPE = "type"
    ATTRIBUTES = "attributes"
    OPTIONS = "options"
    WAY = "way"
    SAFETY = "safety"
    RESTRICTIONS = "restrictions"
    METADATA = "metadata"
    BUNDLE = "bundle"


class ProductDetails(NamedTuple):
    """The parts of a product; None where one was not asked for, or there is none."""

    id: UUID
    handle: str
    name: str | None
    description: str | None
    seo_title: str | None
    seo_description: str | None
    warnings: list[str] | None
    """The language, and the text."""
    slugs: dict[str, str | None] | None
    """By language of the translations that there are; None: the handle."""
    type_names: dict[str, str] | None
    type_code: str
    attributes: dict[str, Any] | None
    definitions: list[dict[str, Any]] | None
    """Of the attributes that have a value, in the order of the type: see `definitions_of`."""
    options: list[list[str | None]] | None
    """Option id and name, value id, name and swatch, in their order."""
    way: list[list[str | None]] | None
    """Id, slug, parent's id, name and handle of each category from the top of the tree down."""
    manufacturer: dict[str, Any] | None
    responsible_person: dict[str, Any] | None
    certificates: list[dict[str, Any]] | None
    restrictions: list[list[str | None]] | None
    """Country code, reason and law."""
    metadata: dict[str, Any] | None
    is_bundle: bool | None

    @property
    def option_values(self) -> list[OptionValueRow]:
        """The values of its options."""
        return [
            OptionValueRow(self.id, UUID(option_id), str(option), UUID(value_id), str(value), swatch)
            for option_id, option, value_id, value, swatch in self.options or ()
        ]

    @property
    def categories(self) -> list[CategoryRow]:
        """The way from the top of the tree down to its category."""
        return [
            CategoryRow(UUID(category_id), str(slug), UUID(above) if above else None, str(name), str(handle))
            for category_id, slug, above, name, handle in self.way or ()
        ]


_table = table_of(Product)
_product = _table.c


def _texts() -> LateralFromClause:
    """The words in the language in which the product is named."""
    text = table_of(ProductTranslation).alias()
    return (
        select(text.c.name, text.c.description, text.c.seo_title, text.c.seo_description)
        .where(text.c.product_id == _product.id)
        .order_by(func.array_position(chain_parameter(), text.c.language_tag), text.c.language_tag)
        .limit(1)
        .lateral("text")
    )


def _warnings() -> ColumnElement[Any]:
    """The first of the chain that has any, and else any: the law wants them told."""
    text = table_of(ProductTranslation).alias()
    return (
        select(func.jsonb_build_array(text.c.language_tag, text.c.warnings, type_=JSONB))
        .where(text.c.product_id == _product.id, text.c.warnings.is_not(None))
        .order_by(func.array_position(chain_parameter(), text.c.language_tag), text.c.language_tag)
        .limit(1)
        .scalar_subquery()
    )


def _slugs() -> ColumnElement[Any]:
    text = table_of(ProductTranslation).alias()
    return (
        select(func.jsonb_object_agg(text.c.language_tag, text.c.slug, type_=JSONB))
        .where(text.c.product_id == _product.id)
        .scalar_subquery()
    )


def _options() -> ColumnElement[Any]:
    option, value = table_of(ProductOption).alias(), table_of(ProductOptionValue).alias()
    chain = chain_parameter()
    return rows_as_json(
        option.join(value, value.c.option_id == option.c.id),
        [
            option.c.id,
            func.coalesce(localized(option.c.names, chain), option.c.code),
            value.c.id,
            func.coalesce(localized(value.c.names, chain), value.c.code),
            value.c.swatch,
        ],
        option.c.product_id == _product.id,
        order=[option.c.position, option.c.id, value.c.position, value.c.id],
    )


def _way() -> ColumnElement[Any]:
    above, category = table_of(CategoryAncestor).alias(), table_of(Category).alias()
    named = words(table_of(CategoryTranslation), "category_id", category.c.id, "way_words")
    return rows_as_json(
        above.join(category, category.c.id == above.c.ancestor_id).outerjoin(named, true()),
        [
            category.c.id,
            func.coalesce(named.c.slug, category.c.slug),
            category.c.parent_id,
            func.coalesce(named.c.name, category.c.slug),
            category.c.slug,
        ],
        above.c.category_id == _product.category_id,
        order=[above.c.height.desc()],
    )


def _operator(operator_id: ColumnElement[Any]) -> ColumnElement[Any]:
    operator = table_of(EconomicOperator).alias()
    return (
        select(
            func.jsonb_build_object(
                *("name", operator.c.name),
                *("address_lines", operator.c.address_lines),
                *("country_code", operator.c.country_code),
                *("email", operator.c.email),
                *("website", operator.c.website),
                type_=JSONB,
            )
        )
        .where(operator.c.id == operator_id)
        .scalar_subquery()
    )


def _restrictions() -> ColumnElement[Any]:
    restriction = table_of(DestinationRestriction).alias()
    return rows_as_json(
        restriction,
        [restriction.c.country_code, restriction.c.reason, restriction.c.legal_ground],
        restriction.c.product_id == _product.id,
        order=[restriction.c.country_code],
    )


def _is_bundle() -> ColumnElement[Any]:
    item, variant = table_of(BundleItem), table_of(ProductVariant)
    return (
        select(true())
        .join_from(item, variant, variant.c.id == item.c.bundle_variant_id)
        .where(and_(variant.c.product_id == _product.id, variant.c.is_discontinued.is_(False)))
        .exists()
    )


def _type_names(types: Table) -> ColumnElement[Any]:
    return select(types.c.names).where(types.c.code == _product.product_type).scalar_subquery()


@cache
def _reading(parts: frozenset[ProductPart]) -> Read[ProductDetails]:
    """The statement for these parts. There are not many sets of them: pages of one kind ask for one."""

    def asked(part: ProductPart, column: Any) -> Any:
        return column if part in parts else null()

    text = _texts()
    has_texts = ProductPart.TEXTS in parts
    in_words = [text.c[key] if has_texts else null().label(key) for key in ("name", "description")]
    in_words += [text.c[key] if has_texts else null().label(key) for key in ("seo_title", "seo_description")]
    scope = AttributeScope.PRODUCT
    definitions = definitions_of(_product.product_type, _product.attributes, scope)
    statement: Select[Any] = select(
        _product.id,
        _product.slug.label("handle"),
        *in_words,
        asked(ProductPart.WARNINGS, _warnings()).label("warnings"),
        asked(ProductPart.SLUGS, _slugs()).label("slugs"),
        asked(ProductPart.TYPE, _type_names(table_of(ProductType))).label("type_names"),
        _product.product_type.label("type_code"),
        asked(ProductPart.ATTRIBUTES, _product.attributes).label("attributes"),
        asked(ProductPart.ATTRIBUTES, definitions).label("definitions"),
        asked(ProductPart.OPTIONS, _options()).label("options"),
        asked(ProductPart.WAY, _way()).label("way"),
        asked(ProductPart.SAFETY, _operator(_product.manufacturer_id)).label("manufacturer"),
        asked(ProductPart.SAFETY, _operator(_product.responsible_person_id)).label("responsible_person"),
        asked(ProductPart.SAFETY, _product.certificates).label("certificates"),
        asked(ProductPart.RESTRICTIONS, _restrictions()).label("restrictions"),
        asked(ProductPart.METADATA, _product.metadata).label("metadata"),
        asked(ProductPart.BUNDLE, _is_bundle()).label("is_bundle"),
    )
    source = _table.outerjoin(text, true()) if has_texts else _table
    return Read(
        statement.select_from(source).where(_product.id == any_(array_parameter("ids", Uuid()))), ProductDetails
    )


async def product_details(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], parts: Iterable[ProductPart]
) -> dict[UUID, ProductDetails]:
    """These parts of the products with these ids, published or not."""
    read = _reading(frozenset(parts))
    return {row.id: row for row in await read.all(database, ids=list(ids), chain=chain)}
