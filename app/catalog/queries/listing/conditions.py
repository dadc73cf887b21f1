"""What narrows a list of products down, as conditions of its statement.

The statement depends on which conditions there are (`Shape`), what they say are its parameters: so it is compiled once
for all questions of a shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Numeric,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    or_,
    select,
)

from app.catalog.models import (
    Attribute,
    AttributeKind,
    Brand,
    DestinationRestriction,
    Product,
    ProductListing,
    ProductPublication,
    ProductVariant,
    SlugKind,
)
from app.catalog.queries.listing.asked import AttributeCondition, ProductFilters, Span
from app.catalog.queries.slugs import owner_of_slug
from app.core.reads import array_parameter, finds_row, table_of

_product = table_of(Product).c
_publication = table_of(ProductPublication).c

_SELECTED: Final = (AttributeKind.SELECT, AttributeKind.MULTI_SELECT, AttributeKind.SWATCH)
_PLAIN_NUMBER: Final = r"^-?[0-9]+(\.[0-9]+)?$"


@dataclass(frozen=True)
class _AttributeShape:
    kinds: tuple[AttributeKind, ...]
    has_least: bool = False
    has_most: bool = False

    @classmethod
    def of(cls, asked: AttributeCondition) -> Self:
        if isinstance(asked.wanted, bool):
            return cls((AttributeKind.BOOLEAN,))
        if not isinstance(asked.wanted, Span):
            return cls(_SELECTED)
        least, most = asked.wanted
        is_of_days = isinstance(least, date) or isinstance(most, date)
        kind = AttributeKind.DATE if is_of_days else AttributeKind.NUMBER
        return cls((kind,), least is not None, most is not None)


@dataclass(frozen=True)
class Shape:
    """Which conditions there are, and how many."""

    categories: int
    collections: int
    brands: int
    product_types: int
    tags: int
    attributes: tuple[_AttributeShape, ...]
    has_since: bool
    has_before: bool
    goes_somewhere: bool
    variants: tuple[tuple[Any, bool], ...]
    """Of each condition of a domain above on variants: the function, and whether it is to hold."""
    products: tuple[tuple[Any, int], ...]
    """Of each on products: the function, and how many arguments it takes."""

    @classmethod
    def of(cls, filters: ProductFilters) -> Self:
        """The shape of these filters."""
        return cls(
            categories=len(filters.category_slugs),
            collections=len(filters.collection_slugs),
            brands=len(filters.brand_slugs),
            product_types=len(filters.product_types),
            tags=len(filters.tags),
            attributes=tuple(_AttributeShape.of(each) for each in filters.attributes),
            has_since=filters.published_since is not None,
            has_before=filters.published_before is not None,
            goes_somewhere=filters.goes_to is not None,
            variants=tuple((each.condition, each.holds) for each in filters.variants),
            products=tuple((each.condition, len(each.arguments)) for each in filters.products),
        )


def parameters_of(filters: ProductFilters) -> dict[str, Any]:
    """What a statement of these filters' shape is given."""
    found: dict[str, Any] = {}
    for kind, values in (
        ("category", filters.category_slugs),
        ("collection", filters.collection_slugs),
        ("brand", filters.brand_slugs),
        ("product_type", filters.product_types),
        ("tag", filters.tags),
    ):
        found |= {f"{kind}_{number}": value for number, value in enumerate(values)}
    for number, attribute in enumerate(filters.attributes):
        found |= _attribute_parameters(f"attribute_{number}", attribute)
    for number, product in enumerate(filters.products):
        found |= {f"product_{number}_{place}": value for place, value in enumerate(product.arguments)}
    return found | {"since": filters.published_since, "before": filters.published_before, "country": filters.goes_to}


def lists_of(shape: Shape) -> list[ColumnElement[Any]]:
    """The ids of the lists that a product must stand in, the smallest kinds of list first."""
    return [
        *(owner_of_slug(SlugKind.COLLECTION, _text(f"collection_{number}")) for number in range(shape.collections)),
        *(_brand_named(f"brand_{number}") for number in range(shape.brands)),
        *(owner_of_slug(SlugKind.CATEGORY, _text(f"category_{number}")) for number in range(shape.categories)),
    ]


def conditions_of(shape: Shape, lists: Sequence[ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    """All that must hold of a product and its publication. `lists` are those that it is looked up in."""
    conditions = [_stands_in(each) for each in lists]
    conditions += [_product.product_type == bindparam(f"product_type_{each}") for each in range(shape.product_types)]
    conditions += [_text(f"tag_{each}") == any_(_product.tags) for each in range(shape.tags)]
    conditions += [_is_described(f"attribute_{each}", asked) for each, asked in enumerate(shape.attributes)]
    if shape.has_since:
        conditions.append(_publication.starts_at >= bindparam("since"))
    if shape.has_before:
        conditions.append(_publication.starts_at < bindparam("before"))
    if shape.goes_somewhere:
        conditions.append(~_is_restricted())
    for each, (condition, arguments) in enumerate(shape.products):
        given: list[BindParameter[Any]] = [bindparam(f"product_{each}_{place}") for place in range(arguments)]
        conditions.append(condition(_product.id, *given))
    return [*conditions, *(_variants_meet(*asked) for asked in shape.variants)]


def _text(parameter: str) -> BindParameter[str]:
    return bindparam(parameter, type_=Text())


def _brand_named(parameter: str) -> ColumnElement[Any]:
    brand = table_of(Brand).alias()
    return select(brand.c.id).where(brand.c.slug == bindparam(parameter)).scalar_subquery()


def _stands_in(list_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the product stands in another list of the channel: one look at the key of `product_listing`."""
    other = table_of(ProductListing).alias()
    return finds_row(
        select(other.c.product_id).where(
            other.c.list_id == list_id,
            other.c.channel_code == _publication.channel_code,
            other.c.starts_at == _publication.starts_at,
            other.c.product_id == _product.id,
        )
    )


def _is_restricted() -> ColumnElement[bool]:
    restriction = table_of(DestinationRestriction).c
    return finds_row(
        select(restriction.product_id).where(
            restriction.product_id == _product.id, restriction.country_code == _text("country")
        )
    )


def _variants_meet(condition: Any, holds: bool) -> ColumnElement[bool]:
    variant = table_of(ProductVariant).alias()
    some = finds_row(
        select(variant.c.id).where(
            variant.c.product_id == _product.id, variant.c.is_discontinued.is_(False), condition(variant.c.id)
        )
    )
    return some if holds else ~some


def _is_described(name: str, asked: _AttributeShape) -> ColumnElement[bool]:
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


def _has(name: str, asked: _AttributeShape, attributes: ColumnElement[Any]) -> ColumnElement[bool]:
    code = _text(f"{name}_code")
    if asked.kinds == _SELECTED:
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
        value = case((value.op("~", return_type=Boolean())(_PLAIN_NUMBER), cast(value, kind)))
    limits = []
    if asked.has_least:
        limits.append(value >= bindparam(f"{name}_least", type_=kind))
    if asked.has_most:
        limits.append(value <= bindparam(f"{name}_most", type_=kind))
    return and_(*limits)


def _attribute_parameters(name: str, asked: AttributeCondition) -> dict[str, Any]:
    found: dict[str, Any] = {f"{name}_code": asked.code}
    if isinstance(asked.wanted, bool):
        return found | {f"{name}_value": "true" if asked.wanted else "false"}
    if not isinstance(asked.wanted, Span):
        return found | {f"{name}_values": list(asked.wanted)}
    for end, value in zip(("least", "most"), asked.wanted, strict=True):
        found[f"{name}_{end}"] = value.isoformat() if isinstance(value, date) else value
    return found
