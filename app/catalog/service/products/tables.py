"""The tables that a product's rows stand in, and writing many rows of one at once.

A row is a tuple in the order of its table's columns. New rows go in by COPY; changed and surplus ones are named by one
JSON parameter, which PostgreSQL unfolds into rows of the table's own type: one statement, however many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Delete,
    Enum,
    Table,
    Text,
    Update,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import (
    BundleItem,
    DestinationRestriction,
    Product,
    ProductMedia,
    ProductOption,
    ProductOptionValue,
    ProductPublication,
    ProductTranslation,
    ProductVariant,
    VariantOptionValue,
)
from app.core.copying import copy_in
from app.core.reads import table_of

_JSON: Final = msgspec.json.Encoder().encode

Row = tuple[Any, ...]
Key = tuple[Any, ...]
CopiedRow = Sequence[Any]
"""A row as COPY takes it."""


@dataclass(frozen=True, eq=False)
class Part:
    """A table, with those of its columns that drafts decide on. The key's come first."""

    table: Table
    key_length: int
    columns: tuple[str, ...]
    draft_field: str
    """The field of the draft that the rows are made of."""
    only_new: tuple[str, ...] = ()
    """Columns that are written once; new rows end with them."""
    by: tuple[str, Table] | None = None
    """The column that refers to what has the product's id, and its table, where that is not among the columns."""

    def key(self, row: Row) -> Key:
        """What the row is found again by."""
        return row[: self.key_length]

    def at(self, name: str) -> int:
        """The place of a column in a row."""
        return self.columns.index(name)

    async def stored(self, session: AsyncSession, product_ids: Sequence[UUID]) -> Iterator[tuple[UUID, Row]]:
        """The rows of these products, each with its product's id."""
        column_name, owner = self.by or ("", self.table)
        statement = select(owner.c.product_id, *self._read).where(
            owner.c.product_id == any_(literal(list(product_ids), ARRAY(Uuid)))
        )
        if self.by is not None:
            statement = statement.where(self.table.c[column_name] == owner.c.id)
        rows = (await session.execute(statement)).all()
        return ((row[0], tuple(row[1:])) for row in rows)

    def copied(self, row: Row) -> CopiedRow:
        """A new row as `insert` takes it: its documents are JSON text."""
        if not self._json_places:
            return row
        values = list(row)
        for place in self._json_places:
            value = values[place]
            if value is not None:
                values[place] = _JSON(value).decode() if value or value == [] else "{}"
        return values

    async def insert(self, session: AsyncSession, rows: Sequence[CopiedRow]) -> None:
        """Copy new rows in."""
        if rows:
            await copy_in(session, self.table, (*self.columns, *self.only_new), rows)

    async def update(self, session: AsyncSession, rows: Sequence[Row]) -> None:
        """Write rows that are there anew."""
        if rows:
            await session.execute(self._update, {"rows": self._document(rows)})

    async def delete(self, session: AsyncSession, keys: Sequence[Key]) -> None:
        """Remove the rows of these keys."""
        if keys:
            await session.execute(self._delete, {"rows": self._document(keys)})

    @cached_property
    def _read(self) -> list[ColumnElement[Any]]:
        """Enumerations as the text that they are stored as."""
        columns = [self.table.c[name] for name in self.columns]
        return [type_coerce(each, Text).label(each.name) if isinstance(each.type, Enum) else each for each in columns]

    @cached_property
    def _json_places(self) -> tuple[int, ...]:
        return tuple(place for place, name in enumerate(self.columns) if isinstance(self.table.c[name].type, JSONB))

    def _document(self, rows: Sequence[Row]) -> str:
        return _JSON([dict(zip(self.columns, row, strict=False)) for row in rows]).decode()

    @cached_property
    def _given(self) -> Any:
        columns = [column(name, self.table.c[name].type) for name in self.columns]
        rows = cast(bindparam("rows", type_=Text), JSONB)
        like: ColumnElement[Any] = literal_column(f'NULL::"{self.table.name}"')
        return func.jsonb_populate_recordset(like, rows).table_valued(*columns, name="given")

    @cached_property
    def _is_given(self) -> ColumnElement[bool]:
        return and_(*(self.table.c[name] == self._given.c[name] for name in self.columns[: self.key_length]))

    @cached_property
    def _update(self) -> Update:
        values = {name: self._given.c[name] for name in self.columns[self.key_length :]}
        return update(self.table).values(values).where(self._is_given)

    @cached_property
    def _delete(self) -> Delete:
        return delete(self.table).where(self._is_given)


_TEXTS: Final = ("name", "description", "slug", "seo_title", "seo_description", "warnings")
_OPTIONS: Final = table_of(ProductOption)
_VARIANTS: Final = table_of(ProductVariant)

PRODUCT_FIELDS: Final = {
    "slug": "slug",
    "product_type": "product_type",
    "brand_id": "brand",
    "category_id": "category",
    "manufacturer_id": "manufacturer",
    "responsible_person_id": "responsible_person",
    "tax_class_code": "tax_class",
    "tags": "tags",
    "attributes": "attributes",
    "certificates": "certificates",
    "source_language_tag": "source_language_tag",
    "external_id": "external_id",
    "metadata": "metadata",
    "private_metadata": "private_metadata",
}
"""The columns that a draft decides on, and its fields."""

PRODUCTS: Final = Part(
    table_of(Product),
    1,
    ("id", *PRODUCT_FIELDS, "has_safety_data", "digest", "updated_at", "version"),
    "",
    only_new=("created_at",),
)
TRANSLATIONS: Final = Part(
    table_of(ProductTranslation), 2, ("product_id", "language_tag", *_TEXTS, "source_digest"), "translations"
)
OPTIONS: Final = Part(_OPTIONS, 1, ("id", "product_id", "code", "names", "position"), "options")
VALUES: Final = Part(
    table_of(ProductOptionValue),
    1,
    ("id", "option_id", "code", "names", "swatch", "position"),
    "options",
    by=("option_id", _OPTIONS),
)
MEDIA: Final = Part(
    table_of(ProductMedia),
    1,
    (
        *("id", "product_id", "type", "role", "source", "origin_url", "status", "width", "height", "duration_ms"),
        *("focal_x", "focal_y", "alts", "position"),
    ),
    "media",
)
VARIANTS: Final = Part(
    _VARIANTS,
    1,
    (
        *("id", "product_id", "sku", "position", "names", "attributes", "weight_grams", "length_mm", "width_mm"),
        *("height_mm", "content_quantity", "content_unit", "content_reference", "hs_code", "national_hs_codes"),
        *("origin_country_code", "customs_descriptions", "gtin", "barcode", "external_id", "media_ids", "metadata"),
        *("private_metadata", "is_discontinued"),
    ),
    "variants",
)
CHOICES: Final = Part(
    table_of(VariantOptionValue), 2, ("variant_id", "option_id", "value_id"), "variants", by=("variant_id", _VARIANTS)
)
COMPONENTS: Final = Part(
    table_of(BundleItem),
    2,
    ("bundle_variant_id", "component_variant_id", "quantity", "position"),
    "variants",
    by=("bundle_variant_id", _VARIANTS),
)
PUBLICATIONS: Final = Part(
    table_of(ProductPublication),
    2,
    ("product_id", "channel_code", "starts_at", "ends_at", "market_windows"),
    "publications",
)
RESTRICTIONS: Final = Part(
    table_of(DestinationRestriction), 2, ("product_id", "country_code", "reason", "legal_ground"), "restrictions"
)

PARTS: Final = (TRANSLATIONS, OPTIONS, VALUES, MEDIA, VARIANTS, CHOICES, COMPONENTS, PUBLICATIONS, RESTRICTIONS)
"""All but the product itself, each after those that its rows refer to."""
