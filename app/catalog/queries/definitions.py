"""What product types describe their products by, for whoever reads or writes values of attributes."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Text, any_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.catalog.models import Attribute, AttributeKind, AttributeScope, AttributeValue, ProductType, TypeAttribute
from app.catalog.rules.attributes import AttributeDefinition, Reference, references_in
from app.catalog.rules.drafts import ProductDraft
from app.core.reads import array_parameter, table_of

_attribute = table_of(Attribute).c
_type = table_of(ProductType).c
_type_attribute = table_of(TypeAttribute).c
_value = table_of(AttributeValue).c

_values_in_order = (
    select(func.array_agg(aggregate_order_by(_value.code, _value.position, _value.code)))
    .where(_value.attribute_id == _attribute.id)
    .correlate(table_of(Attribute))
    .scalar_subquery()
)

ATTRIBUTES_OF_TYPES: Select[Any] = (
    select(
        _type.code.label("type_code"),
        _type.version.label("type_version"),
        _attribute.id.label("attribute_id"),
        _attribute.version.label("attribute_version"),
        _attribute.code,
        _attribute.kind,
        _type_attribute.scope,
        _type_attribute.is_required,
        _attribute.unit,
        _attribute.is_localizable,
        _values_in_order.label("selectable"),
    )
    .select_from(
        table_of(ProductType)
        .outerjoin(table_of(TypeAttribute), _type_attribute.type_code == _type.code)
        .outerjoin(table_of(Attribute), _attribute.id == _type_attribute.attribute_id)
    )
    .where(_type.code == any_(array_parameter("codes", Text())))
    .order_by(_type.code, _type_attribute.position, _attribute.code)
)
"""The attributes of the types with these `codes`, in their order; a row with no attribute for a type that has none."""


class TypeRow(NamedTuple):
    """A row of `ATTRIBUTES_OF_TYPES`."""

    type_code: str
    type_version: int
    attribute_id: UUID | None
    attribute_version: int
    code: str
    kind: AttributeKind
    scope: AttributeScope
    is_required: bool
    unit: str | None
    is_localizable: bool
    selectable: list[str] | None


class KnownType(NamedTuple):
    """A product type, with its attributes in their order."""

    state: str
    """Another one whenever the type or one of its attributes has changed."""
    of_product: tuple[AttributeDefinition, ...] = ()
    of_variants: tuple[AttributeDefinition, ...] = ()

    def references(self, draft: ProductDraft) -> Iterable[Reference]:
        """What the draft's attributes refer to."""
        yield from references_in(self.of_product, draft.attributes)
        for variant in draft.variants:
            yield from references_in(self.of_variants, variant.attributes)

    def extended(self, row: TypeRow) -> "KnownType":
        """With one more attribute."""
        if row.attribute_id is None:
            return self
        definition = AttributeDefinition(
            code=row.code,
            kind=row.kind,
            scope=row.scope,
            is_required=row.is_required,
            unit=row.unit,
            is_localizable=row.is_localizable,
            values=tuple(row.selectable or ()),
        )
        state = f"{self.state},{row.attribute_id.hex}:{row.attribute_version}"
        if definition.scope is AttributeScope.PRODUCT:
            return KnownType(state, (*self.of_product, definition), self.of_variants)
        return KnownType(state, self.of_product, (*self.of_variants, definition))


def known_types(rows: Iterable[TypeRow]) -> dict[str, KnownType]:
    """The types by code."""
    found: dict[str, KnownType] = {}
    for row in rows:
        known = found.get(row.type_code) or KnownType(f"{row.type_code}:{row.type_version}")
        found[row.type_code] = known.extended(row)
    return found
