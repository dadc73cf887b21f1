"""What attributes must say of a product that is listed, or of a variant of it, as conditions of the statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from sqlalchemy import BindParameter, Boolean, ColumnElement, Numeric, Text, and_, bindparam, case, cast, or_, select

from app.catalog.models import Attribute, AttributeKind, Product, ProductVariant
from app.catalog.queries.listing.asked import AttributeCondition, Span
from app.core.reads import array_parameter, finds_row, table_of

_product = table_of(Product).c

SELECTED: Final = (AttributeKind.SELECT, AttributeKind.MULTI_SELECT, AttributeKind.SWATCH)
PLAIN_NUMBER: Final = r"^-?[0-9]+(\.[0-9]+)?$"


@dataclass(frozen=True)
class AttributeShape:
    """Which kinds of attributes a condition is on, and which ends it has."""

    kinds: tuple[AttributeKind, ...]
    has_least: bool = False
    has_most: bool = False

    @classmethod
    def of(cls, asked: AttributeCondition) -> Self:
        """The shape of this condition."""
        if isinstance(asked.wanted, bool):
            return cls((AttributeKind.BOOLEAN,))
        if not isinstance(asked.wanted, Span):
            return cls(SELECTED)
        least, most = asked.wanted
        is_of_days = isinstance(least, date) or isinstance(most, date)
        kind = AttributeKind.DATE if is_of_days else AttributeKind.NUMBER
        return cls((kind,), least is not None, most is not None)


def is_described(name: str, asked: AttributeShape) -> ColumnElement[bool]:
    """By the product's own attributes or those of a variant, where the attribute can be filtered by at all."""
    attribute, variant = table_of(Attribute).alias(), table_of(ProductVariant).alias()
    is_filterable = (
        select(attribute.c.id)
        .where(
            attribute.c.code == bindparam(f"{name}_code"),
            attribute.c.is_filterable,
            or_(*(attribute.c.kind == kind for kind in asked.kinds)),
        )
        .exists()
    )
    of_a_variant = finds_row(
        select(variant.c.id).where(
            variant.c.product_id == _product.id,
            variant.c.is_discontinued.is_(False),
            _has(name, asked, variant.c.attributes),
        )
    )
    return and_(is_filterable, or_(_has(name, asked, _product.attributes), of_a_variant))


def _has(name: str, asked: AttributeShape, attributes: ColumnElement[Any]) -> ColumnElement[bool]:
    code = _text(f"{name}_code")
    if asked.kinds == SELECTED:
        chosen: ColumnElement[bool] = attributes.op("->")(code).op("?|", return_type=Boolean())(
            array_parameter(f"{name}_values", Text())
        )
        return chosen
    value: ColumnElement[Any] = attributes.op("->>", return_type=Text())(code)
    if asked.kinds == (AttributeKind.BOOLEAN,):
        return value == _text(f"{name}_value")
    kind: Any = Text()  # days of ISO 8601 sort as texts
    if asked.kinds == (AttributeKind.NUMBER,):
        kind = Numeric()
        value = case((value.op("~", return_type=Boolean())(PLAIN_NUMBER), cast(value, kind)))
    limits = []
    if asked.has_least:
        limits.append(value >= bindparam(f"{name}_least", type_=kind))
    if asked.has_most:
        limits.append(value <= bindparam(f"{name}_most", type_=kind))
    return and_(*limits)


def attribute_parameters(name: str, asked: AttributeCondition) -> dict[str, Any]:
    """What the condition of this name is given."""
    found: dict[str, Any] = {f"{name}_code": asked.code}
    if isinstance(asked.wanted, bool):
        return found | {f"{name}_value": "true" if asked.wanted else "false"}
    if not isinstance(asked.wanted, Span):
        return found | {f"{name}_values": list(asked.wanted)}
    for end, value in zip(("least", "most"), asked.wanted, strict=True):
        found[f"{name}_{end}"] = value.isoformat() if isinstance(value, date) else value
    return found


def _text(parameter: str) -> BindParameter[str]:
    return bindparam(parameter, type_=Text())
