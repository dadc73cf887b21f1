"""Attributes and product types, read back as the drafts that would write them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, or_, select

from app.catalog.models import Attribute, AttributeKind, AttributeScope, AttributeValue, ProductType, TypeAttribute
from app.catalog.queries.stored import Source, StoredRead
from app.catalog.rules.drafts import AttributeDraft, AttributeValueDraft, ProductTypeDraft, TypeAttributeDraft
from app.core.db import Database
from app.core.reads import array_parameter, table_of

_attribute, _value = table_of(Attribute).c, table_of(AttributeValue).c
_type, _of_type = table_of(ProductType).c, table_of(TypeAttribute).c
_ids, _codes = array_parameter("ids", Uuid()), array_parameter("codes", Text())


class _AttributeRow(NamedTuple):
    id: UUID
    code: str
    names: dict[str, str]
    kind: AttributeKind
    unit: str | None
    is_localizable: bool
    is_filterable: bool
    is_searchable: bool


class _ValueRow(NamedTuple):
    attribute_id: UUID
    code: str
    names: dict[str, str]
    swatch: str | None


class _TypeRow(NamedTuple):
    code: str
    names: dict[str, str]


class _TypeAttributeRow(NamedTuple):
    type_code: str
    attribute: str
    scope: AttributeScope
    is_required: bool


_attributes = StoredRead(
    select(
        _attribute.id,
        _attribute.code,
        _attribute.names,
        _attribute.kind,
        _attribute.unit,
        _attribute.is_localizable,
        _attribute.is_filterable,
        _attribute.is_searchable,
    )
    .where(or_(_ids.is_(None), _attribute.id == any_(_ids)))
    .order_by(_attribute.code),
    _AttributeRow,
)
_values = StoredRead(
    select(_value.attribute_id, _value.code, _value.names, _value.swatch)
    .where(or_(_ids.is_(None), _value.attribute_id == any_(_ids)))
    .order_by(_value.attribute_id, _value.position, _value.code),
    _ValueRow,
)
_types = StoredRead(
    select(_type.code, _type.names).where(or_(_codes.is_(None), _type.code == any_(_codes))).order_by(_type.code),
    _TypeRow,
)
_of_types = StoredRead(
    select(_of_type.type_code, _attribute.code.label("attribute"), _of_type.scope, _of_type.is_required)
    .join_from(table_of(TypeAttribute), table_of(Attribute), _attribute.id == _of_type.attribute_id)
    .where(or_(_codes.is_(None), _of_type.type_code == any_(_codes)))
    .order_by(_of_type.type_code, _of_type.position, _attribute.code),
    _TypeAttributeRow,
)


async def attribute_drafts(source: Source, ids: Sequence[UUID] | None = None) -> dict[UUID, AttributeDraft]:
    """These attributes, or all, with their values in their order."""
    values: defaultdict[UUID, list[AttributeValueDraft]] = defaultdict(list)
    for value in await _values.all(source, ids=ids):
        values[value.attribute_id].append(AttributeValueDraft(value.code, value.names, value.swatch))
    return {
        row.id: AttributeDraft(*row[1:], values=tuple(values[row.id])) for row in await _attributes.all(source, ids=ids)
    }


async def product_type_drafts(source: Source, codes: Sequence[str] | None = None) -> dict[str, ProductTypeDraft]:
    """These product types, or all, with their attributes in their order."""
    attributes: defaultdict[str, list[TypeAttributeDraft]] = defaultdict(list)
    for row in await _of_types.all(source, codes=codes):
        attributes[row.type_code].append(TypeAttributeDraft(row.attribute, row.scope, row.is_required))
    return {
        row.code: ProductTypeDraft(row.code, row.names, tuple(attributes[row.code]))
        for row in await _types.all(source, codes=codes)
    }


async def all_attributes(database: Database) -> list[AttributeDraft]:
    """Every attribute, by its code."""
    return list((await attribute_drafts(database)).values())


async def all_product_types(database: Database) -> list[ProductTypeDraft]:
    """Every product type, by its code. They are written after the attributes."""
    return list((await product_type_drafts(database)).values())
