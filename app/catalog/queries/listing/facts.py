"""What can be counted of the products of a list, where no engine counts: which of them is in which category, of which
brand, described how.

A facet leaves its own conditions out. So products are read that miss at most one of the things that are asked for, each
with the one that it misses: they count for the facet of that thing only, and those that miss none for all.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.catalog.models import (
    Attribute,
    AttributeKind,
    CategoryAncestor,
    CollectionProduct,
    Product,
    ProductVariant,
)
from app.catalog.models.lists import WHOLE_CATALOG
from app.catalog.queries.listing.asked import ProductFilters, ProductOrder
from app.catalog.queries.listing.conditions import Shape, conditions_of, is_restricted, parameters_of, variants_meet
from app.catalog.queries.listing.described import SELECTED
from app.catalog.queries.listing.statements import listed_in
from app.catalog.rules.audience import Audience
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

MOST_LOOKED_AT: Final = 20_000
"""Of a longer list the newest products are counted."""

_product, _variant = table_of(Product).c, table_of(ProductVariant).c
_MEASURED: Final = (AttributeKind.NUMBER, AttributeKind.DATE)


class Fact(NamedTuple):
    """Something that products of a list have in common."""

    key: str
    """The kind of thing that it is (`conditions_of`), `attribute.<code>`, `product` or `variant`."""
    value: str
    """An id in hexadecimal digits, a code, a tag, `true`, a number, a day: as it is stored."""
    missed: int
    """0: these products meet all conditions; else all but this one, from 1, in the order of `conditions_of`."""
    products: int
    members: list[int] | None
    """Of numbers and days: these products, by numbers of their own, as one product may have several."""


@dataclass(frozen=True)
class ListFacts:
    """What was found."""

    facts: Sequence[Fact]
    things: tuple[Hashable, ...]
    """The things that conditions are on, as `conditions_of` names them: `missed` 1 is the first."""

    def missed_by(self, thing: Hashable) -> frozenset[int]:
        """Which products count for the facet of a thing."""
        return frozenset({0, self.things.index(thing) + 1} if thing in self.things else {0})


async def list_facts(
    database: Database,
    audience: Audience,
    filters: ProductFilters,
    in_stock: Any,
    country_code: str,
    list_id: UUID | None = None,
    among: Sequence[UUID] | None = None,
    *,
    with_products: bool = False,
) -> ListFacts:
    """The facts of a list (None: of the shop's), or of those of its products that are `among` others, in one statement.

    `in_stock` is the condition on a variant's id. `with_products`: a fact for each product and variant as well.
    """
    shape = Shape.of(filters)
    rows = await _statement(shape, in_stock, is_among=among is not None, with_products=with_products).all(
        database,
        list_id=list_id or WHOLE_CATALOG,
        among=list(among or ()),
        facts_country=country_code,
        limit=MOST_LOOKED_AT,
        **parameters_of(filters),
        **audience.parameters,
    )
    return ListFacts(rows, tuple(conditions_of(shape)))


@lru_cache(maxsize=128)
def _statement(shape: Shape, in_stock: Any, *, is_among: bool, with_products: bool) -> Read[Fact]:
    near = _near(shape, is_among=is_among)
    themselves = _themselves(near) if with_products else []
    parts = union_all(*_of_products(near, in_stock), *_of_attributes(near), *themselves).subquery("part")
    is_measured = parts.c.is_measured
    facts = select(
        parts.c.key,
        parts.c.value,
        parts.c.missed,
        func.count(parts.c.place.distinct()).label("products"),
        case((func.bool_or(is_measured), func.array_agg(parts.c.place.distinct(), type_=ARRAY(Integer())))).label(
            "members"
        ),
    ).group_by(parts.c.key, parts.c.value, parts.c.missed)
    return Read(facts, Fact)


def _near(shape: Shape, *, is_among: bool) -> CTE:
    """The products that miss one condition at most, the newest first."""
    met = [func.coalesce(each, literal(value=False)) for each in conditions_of(shape).values()]
    only = [_product.id == any_(array_parameter("among", Uuid()))] if is_among else []
    key, product_id, listed = listed_in(bindparam("list_id", type_=Uuid()), ProductOrder.NEWEST, only)
    judged = listed.add_columns(
        product_id.label("id"), key.label("starts_at"), *(each.label(f"met_{n}") for n, each in enumerate(met))
    ).subquery("judged")
    misses = [not_(judged.c[f"met_{number}"]) for number in range(len(met))]
    missed: ColumnElement[Any] = literal(0, Integer())
    nearly: ColumnElement[bool] = true()
    if misses:
        missed = case(*((each, literal(number, Integer())) for number, each in enumerate(misses, 1)), else_=missed)
        nearly = sum((cast(each, Integer) for each in misses[1:]), cast(misses[0], Integer)) <= 1
    newest = (judged.c.starts_at.desc(), judged.c.id.desc())
    place = cast(func.row_number().over(order_by=newest), Integer).label("place")
    found = select(judged.c.id, missed.label("missed"), place).where(nearly).order_by(*newest)
    return found.limit(bindparam("limit", type_=Integer())).cte("near")


def _part(
    near: CTE, key: Any, value: ColumnElement[Any], is_measured: ColumnElement[bool] | None = None
) -> Select[Any]:
    return select(
        (literal(key, Text()) if isinstance(key, str) else key).label("key"),
        cast(value, Text).label("value"),
        near.c.missed,
        near.c.place,
        (literal(value=False) if is_measured is None else is_measured).label("is_measured"),
    )


def _hex(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.replace(cast(column, Text), "-", "", type_=Text())


def _themselves(near: CTE) -> list[Select[Any]]:
    """The products, and their variants that are not discontinued."""
    variants = near.join(table_of(ProductVariant), _variant.product_id == near.c.id)
    return [
        _part(near, "product", _hex(near.c.id)).select_from(near),
        _part(near, "variant", _hex(_variant.id)).select_from(variants).where(_variant.is_discontinued.is_(False)),
    ]


def _of_products(near: CTE, in_stock: Any) -> list[Select[Any]]:
    above, member = table_of(CategoryAncestor), table_of(CollectionProduct)
    products = near.join(table_of(Product), _product.id == near.c.id)
    tag = func.unnest(_product.tags).table_valued("tag").render_derived("tagged").lateral()
    return [
        _part(near, "category", _hex(above.c.ancestor_id)).select_from(
            products.join(above, above.c.category_id == _product.category_id)
        ),
        _part(near, "brand", _hex(_product.brand_id)).select_from(products).where(_product.brand_id.is_not(None)),
        _part(near, "product_type", _product.product_type).select_from(products),
        _part(near, "collection", _hex(member.c.collection_id)).select_from(
            near.join(member, member.c.product_id == near.c.id)
        ),
        _part(near, "tag", tag.c.tag).select_from(products.join(tag, true())),
        _part(near, "in_stock", variants_meet(in_stock, holds=True)).select_from(products),
        _part(near, "country", literal(value=True))
        .select_from(products)
        .where(~is_restricted(bindparam("facts_country", type_=Text()))),
    ]


def _of_attributes(near: CTE) -> list[Select[Any]]:
    """Of what attributes that can be filtered by say of the products, and of their variants."""
    said = union_all(
        select(near.c.missed, near.c.place, _product.attributes.label("attributes")).join_from(
            near, table_of(Product), _product.id == near.c.id
        ),
        select(near.c.missed, near.c.place, _variant.attributes)
        .join_from(near, table_of(ProductVariant), _variant.product_id == near.c.id)
        .where(_variant.is_discontinued.is_(False)),
    ).subquery("said")
    attribute = table_of(Attribute).c
    value = said.c.attributes.op("->", return_type=JSONB())(attribute.code)
    is_list = func.jsonb_typeof(value) == "array"
    several = case((is_list, value), else_=func.jsonb_build_array(value))
    element = func.jsonb_array_elements_text(several).table_valued("value").render_derived("element").lateral()
    kinds = (*SELECTED, *_MEASURED, AttributeKind.BOOLEAN)
    return [
        select(
            (literal("attribute.", Text()) + attribute.code).label("key"),
            element.c.value,
            said.c.missed,
            said.c.place,
            or_(*(attribute.kind == kind for kind in _MEASURED)).label("is_measured"),
        )
        .select_from(said.join(table_of(Attribute), said.c.attributes.has_key(attribute.code)).join(element, true()))
        .where(attribute.is_filterable, or_(*(attribute.kind == kind for kind in kinds)), element.c.value.is_not(None))
    ]
