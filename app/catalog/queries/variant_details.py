"""What pages show of variants beyond lists, in one statement: each part is asked for or left out."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, func, null, select

from app.catalog.models import (
    AttributeScope,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductVariant,
    VariantOptionValue,
)
from app.catalog.queries.part_columns import definitions_of, rows_as_json
from app.catalog.queries.words import chain_parameter
from app.core.db import Database
from app.core.reads import Read, array_parameter, localized, table_of


class VariantPart(Enum):
    """Something of a variant that is read only where it is asked for."""

    CHOICES = "choices"
    ATTRIBUTES = "attributes"
    MEASURES = "measures"
    CUSTOMS = "customs"
    MEDIA = "media"
    METADATA = "metadata"


class VariantDetails(NamedTuple):
    """The parts of a variant; None where one was not asked for, or there is none."""

    id: UUID
    choices: list[list[str]] | None
    """The name of each option and of the value that the variant has of it, then their codes, in the options' order."""
    attributes: dict[str, Any] | None
    definitions: list[dict[str, Any]] | None
    gtin: str | None
    barcode: str | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    content_quantity: Decimal | None
    content_unit: str | None
    content_reference: Decimal | None
    national_hs_codes: dict[str, str] | None
    customs_descriptions: dict[str, str] | None
    media_ids: list[UUID] | None
    metadata: dict[str, Any] | None


_MEASURES = ("gtin", "barcode", "length_mm", "width_mm", "height_mm")
_CONTENT = ("content_quantity", "content_unit", "content_reference")
_table, _products = table_of(ProductVariant), table_of(Product)
_variant, _product = _table.c, _products.c


def _choices() -> ColumnElement[Any]:
    chosen, option = table_of(VariantOptionValue).alias(), table_of(ProductOption).alias()
    value, chain = table_of(ProductOptionValue).alias(), chain_parameter()
    return rows_as_json(
        chosen.join(option, option.c.id == chosen.c.option_id).join(value, value.c.id == chosen.c.value_id),
        [
            func.coalesce(localized(option.c.names, chain), option.c.code),
            func.coalesce(localized(value.c.names, chain), value.c.code),
            option.c.code,
            value.c.code,
        ],
        chosen.c.variant_id == _variant.id,
        order=[option.c.position, option.c.id],
    )


@cache
def _reading(parts: frozenset[VariantPart]) -> Read[VariantDetails]:
    def asked(part: VariantPart, column: Any, key: str) -> Any:
        return (column if part in parts else null()).label(key)

    def plain(part: VariantPart, keys: Sequence[str]) -> list[Any]:
        return [asked(part, _variant[key], key) for key in keys]

    definitions = definitions_of(_product.product_type, _variant.attributes, AttributeScope.VARIANT)
    statement = select(
        _variant.id,
        asked(VariantPart.CHOICES, _choices(), "choices"),
        *plain(VariantPart.ATTRIBUTES, ["attributes"]),
        asked(VariantPart.ATTRIBUTES, definitions, "definitions"),
        *plain(VariantPart.MEASURES, [*_MEASURES, *_CONTENT]),
        *plain(VariantPart.CUSTOMS, ["national_hs_codes", "customs_descriptions"]),
        *plain(VariantPart.MEDIA, ["media_ids"]),
        *plain(VariantPart.METADATA, ["metadata"]),
    )
    source = _table.join(_products, _product.id == _variant.product_id)
    return Read(
        statement.select_from(source).where(_variant.id == any_(array_parameter("ids", Uuid()))), VariantDetails
    )


async def variant_details(
    database: Database, ids: Sequence[UUID], chain: Sequence[str], parts: Iterable[VariantPart]
) -> dict[UUID, VariantDetails]:
    """These parts of the variants with these ids, still offered or not."""
    read = _reading(frozenset(parts))
    return {row.id: row for row in await read.all(database, ids=list(ids), chain=chain)}
