"""Columns that carry many rows of a part, so that one statement reads several parts of a thing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.catalog.models import Attribute, AttributeScope, AttributeValue, TypeAttribute
from app.core.reads import table_of


def rows_as_json(source: FromClause, columns: Sequence[Any], *where: Any, order: Sequence[Any]) -> ColumnElement[Any]:
    """The rows of a part of a thing as one value: a list of lists, in this order."""
    line = aggregate_order_by(func.jsonb_build_array(*columns), *order)
    return (
        select(func.coalesce(func.jsonb_agg(line), func.jsonb_build_array(), type_=JSONB))
        .select_from(source)
        .where(*where)
        .scalar_subquery()
    )


def definitions_of(
    type_code: ColumnElement[Any], values: ColumnElement[Any], scope: AttributeScope
) -> ColumnElement[Any]:
    """The attributes of a type that have a value here, in the type's order, each as `{code, names, kind, unit,
    isLocalizable, choices: {code: {names, swatch}}}` with those of its values that are selected."""
    use, attribute = table_of(TypeAttribute).alias(), table_of(Attribute).alias()
    choice = table_of(AttributeValue).alias()
    choices = (
        select(
            func.jsonb_object_agg(
                choice.c.code, func.jsonb_build_object("names", choice.c.names, "swatch", choice.c.swatch)
            )
        )
        .where(
            choice.c.attribute_id == attribute.c.id,
            values[attribute.c.code].op("@>")(func.to_jsonb(choice.c.code)),
        )
        .correlate_except(choice)
        .scalar_subquery()
    )
    definition = func.jsonb_build_object(
        *("code", attribute.c.code),
        *("names", attribute.c.names),
        *("kind", attribute.c.kind),
        *("unit", attribute.c.unit),
        *("isLocalizable", attribute.c.is_localizable),
        *("choices", choices),
    )
    line = aggregate_order_by(definition, use.c.position, attribute.c.code)
    return (
        select(func.coalesce(func.jsonb_agg(line), func.jsonb_build_array(), type_=JSONB))
        .select_from(use.join(attribute, attribute.c.id == use.c.attribute_id))
        .where(use.c.type_code == type_code, use.c.scope == scope, values.has_key(attribute.c.code))
        .correlate_except(use, attribute)
        .scalar_subquery()
    )
