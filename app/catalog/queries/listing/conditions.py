"""What narrows a list of products down, as conditions of its statement.

The statement depends on which conditions there are (`Shape`), what they say are its parameters: so it is compiled once
for all questions of a shape. What is asked of one thing are alternatives; each thing becomes one condition.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import BindParameter, ColumnElement, Select, Text, any_, bindparam, func, or_, select

from app.catalog.models import (
    Brand,
    DestinationRestriction,
    Product,
    ProductListing,
    ProductPublication,
    ProductVariant,
    Slug,
    SlugKind,
)
from app.catalog.queries.listing.asked import ProductFilters
from app.catalog.queries.listing.described import AttributeShape, attribute_parameters, is_described
from app.catalog.queries.slugs import owner_of_slug
from app.core.reads import array_parameter, finds_row, table_of

_product = table_of(Product).c
_publication = table_of(ProductPublication).c

_LISTS: Final = ("collection", "brand", "category")
"""The smallest kinds of list first."""
_SEVERAL: Final = 2


@dataclass(frozen=True)
class Shape:
    """Which conditions there are. Of slugs, types and tags: none, one, or several (2) alternatives."""

    categories: int
    collections: int
    brands: int
    product_types: int
    tags: int
    attributes: tuple[tuple[AttributeShape, ...], ...]
    """Of each attribute: its alternatives."""
    has_since: bool
    has_before: bool
    goes_somewhere: bool
    variants: tuple[tuple[tuple[Any, bool], ...], ...]
    """Of each condition of a domain above on variants, its alternatives: the function, and whether it is to hold."""
    products: tuple[tuple[tuple[Any, int], ...], ...]
    """Of each kind on products, its alternatives: the function, and how many arguments it takes."""

    @classmethod
    def of(cls, filters: ProductFilters) -> Self:
        """The shape of these filters."""
        return cls(
            categories=min(len(filters.category_slugs), _SEVERAL),
            collections=min(len(filters.collection_slugs), _SEVERAL),
            brands=min(len(filters.brand_slugs), _SEVERAL),
            product_types=min(len(filters.product_types), _SEVERAL),
            tags=min(len(filters.tags), _SEVERAL),
            attributes=tuple(
                tuple(AttributeShape.of(each) for each in asked) for asked in filters.attributes_by_code.values()
            ),
            has_since=filters.published_since is not None,
            has_before=filters.published_before is not None,
            goes_somewhere=filters.goes_to is not None,
            variants=tuple(
                tuple((each.condition, each.holds) for each in asked)
                for asked in filters.variants_by_condition.values()
            ),
            products=tuple(
                tuple((each.condition, len(each.arguments)) for each in asked)
                for asked in filters.products_by_kind.values()
            ),
        )

    def many(self, kind: str) -> int:
        """How many alternatives there are of a kind of list."""
        return {"collection": self.collections, "brand": self.brands, "category": self.categories}[kind]


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
        found |= {f"{kind}_one": values[0]} if len(values) == 1 else {f"{kind}_any": list(values)}
    for number, attributes in enumerate(filters.attributes_by_code.values()):
        for place, attribute in enumerate(attributes):
            found |= attribute_parameters(f"attribute_{number}_{place}", attribute)
    for number, products in enumerate(filters.products_by_kind.values()):
        for place, product in enumerate(products):
            found |= {f"product_{number}_{place}_{each}": value for each, value in enumerate(product.arguments)}
    return found | {"since": filters.published_since, "before": filters.published_before, "country": filters.goes_to}


def walked_list(shape: Shape) -> str | None:
    """The kind of list that is walked for these conditions: one with a single alternative before others."""
    given = sorted((kind for kind in _LISTS if shape.many(kind)), key=shape.many)
    return given[0] if given else None


def list_named(kind: str) -> ColumnElement[Any]:
    """The id of the list of a kind with the one slug that is asked for."""
    slug = _text(f"{kind}_one")
    if kind != "brand":
        return owner_of_slug(SlugKind[kind.upper()], slug)
    brand = table_of(Brand).alias()
    return select(brand.c.id).where(brand.c.slug == slug).scalar_subquery()


def lists_named(kind: str) -> Select[Any]:
    """The ids of the lists of a kind with the slugs that are asked for, each once."""
    slugs = any_(array_parameter(f"{kind}_any", Text()))
    if kind == "brand":
        brand = table_of(Brand).alias()
        return select(brand.c.id.label("id")).where(brand.c.slug == slugs)
    slug = table_of(Slug).alias()
    return (
        select(slug.c.owner_id.label("id"))
        .distinct()
        .where(slug.c.kind == SlugKind[kind.upper()], slug.c.slug == slugs)
    )


def conditions_of(shape: Shape, *, walked: str | None = None) -> dict[Hashable, ColumnElement[bool]]:
    """What must hold of a product and its publication, by the thing that it is asked of: the names of the fields, pairs
    of `attribute`, `variant` or `product` and a number. The kind of list that is walked has no condition."""
    found: dict[Hashable, ColumnElement[bool]] = {}
    for kind in _LISTS:
        if shape.many(kind) and kind != walked:
            found[kind] = _stands_in(kind, is_one=shape.many(kind) == 1)
    if shape.product_types:
        found["product_type"] = _is_one_of("product_type", _product.product_type, shape.product_types)
    if shape.tags == 1:
        found["tag"] = _text("tag_one") == any_(_product.tags)
    elif shape.tags:
        found["tag"] = _product.tags.op("&&", is_comparison=True)(array_parameter("tag_any", Text()))
    for number, attributes in enumerate(shape.attributes):
        found["attribute", number] = or_(
            *(is_described(f"attribute_{number}_{place}", asked) for place, asked in enumerate(attributes))
        )
    if shape.has_since:
        found["since"] = _publication.starts_at >= bindparam("since")
    if shape.has_before:
        found["before"] = _publication.starts_at < bindparam("before")
    if shape.goes_somewhere:
        found["country"] = ~is_restricted(_text("country"))
    for number, variants in enumerate(shape.variants):
        found["variant", number] = or_(*(variants_meet(*asked) for asked in variants))
    for number, products in enumerate(shape.products):
        found["product", number] = or_(
            *(_product_meets(f"product_{number}_{place}", *asked) for place, asked in enumerate(products))
        )
    return found


def is_restricted(country: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the product does not go to a country."""
    restriction = table_of(DestinationRestriction).c
    return finds_row(
        select(restriction.product_id).where(restriction.product_id == _product.id, restriction.country_code == country)
    )


def variants_meet(condition: Any, holds: bool) -> ColumnElement[bool]:
    """Whether some variant of the product meets a condition; or, with `holds` false, none does."""
    variant = table_of(ProductVariant).alias()
    some = finds_row(
        select(variant.c.id).where(
            variant.c.product_id == _product.id, variant.c.is_discontinued.is_(False), condition(variant.c.id)
        )
    )
    return some if holds else ~some


def _product_meets(name: str, condition: Any, arguments: int) -> ColumnElement[bool]:
    given: list[BindParameter[Any]] = [bindparam(f"{name}_{place}") for place in range(arguments)]
    met: ColumnElement[bool] = condition(_product.id, *given)
    return met


def _text(parameter: str) -> BindParameter[str]:
    return bindparam(parameter, type_=Text())


def _is_one_of(name: str, column: ColumnElement[Any], many: int) -> ColumnElement[bool]:
    return column == (bindparam(f"{name}_one") if many == 1 else any_(array_parameter(f"{name}_any", Text())))


def _stands_in(kind: str, *, is_one: bool) -> ColumnElement[bool]:
    """Whether the product stands in another list of the channel: one look at the key of `product_listing` for each."""
    other = table_of(ProductListing).alias()
    owner = list_named(kind) if is_one else any_(func.array(lists_named(kind).scalar_subquery()))
    return finds_row(
        select(other.c.product_id).where(
            other.c.list_id == owner,
            other.c.channel_code == _publication.channel_code,
            other.c.starts_at == _publication.starts_at,
            other.c.product_id == _product.id,
        )
    )
