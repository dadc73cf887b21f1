"""What prices depend on of a product and its variants, as parts of the statements of a domain above."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    any_,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.catalog.models import Product, ProductListing, ProductVariant
from app.core.reads import table_of


def discontinued(variant_id: ColumnElement[Any]) -> Select[Any]:
    """The variant, if it is discontinued; else nothing. There is an index of those few that are."""
    variant = table_of(ProductVariant).alias()
    found = select(variant.c.id).where(variant.c.id == variant_id, variant.c.is_discontinued)
    return found.correlate_except(variant)


def tax_class_of(product_id: ColumnElement[Any]) -> ColumnElement[str]:
    """The code of the product's tax class."""
    product = table_of(Product).alias()
    found = select(product.c.tax_class_code).where(product.c.id == product_id)
    return found.correlate_except(product).scalar_subquery()


def lists_of_product(product_id: ColumnElement[Any], list_ids: ColumnElement[Any]) -> ColumnElement[Any]:
    """Of these categories (with all below each), collections and brands, an array of those that the product stands in,
    through whatever channel and from whatever day on."""
    listing = table_of(ProductListing).alias()
    stands = select(listing.c.list_id).where(listing.c.product_id == product_id, listing.c.list_id == any_(list_ids))
    return _array(stands.distinct().correlate_except(listing), Uuid())


def products_of_lists(list_ids: ColumnElement[Any]) -> Select[Any]:
    """The same for all products at once: `product_id`, and `list_ids` that it stands in, sorted."""
    listing = table_of(ProductListing).alias()
    each = select(listing.c.product_id, listing.c.list_id).where(listing.c.list_id == any_(list_ids)).distinct()
    found = each.subquery("standing")
    in_order = func.array_agg(aggregate_order_by(found.c.list_id, found.c.list_id), type_=ARRAY(Uuid()))
    return select(found.c.product_id, in_order.label("list_ids")).group_by(found.c.product_id)


def conditions_met(
    product_id: ColumnElement[Any], variant_id: ColumnElement[Any], conditions: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Of the conditions, documents in a JSON array, the places (from 0) of those that the attributes of the product or
    of the variant contain."""
    product, variant = table_of(Product).alias(), table_of(ProductVariant).alias()
    asked = (
        func.jsonb_array_elements(conditions)
        .table_valued(column("document", JSONB), with_ordinality="place")
        .render_derived()
    )
    contain = [each.c.attributes.op("@>", return_type=Boolean())(asked.c.document) for each in (product, variant)]
    places = (
        select((asked.c.place - literal_column("1")).cast(Integer))
        .select_from(asked, product, variant)
        .where(product.c.id == product_id, variant.c.id == variant_id, or_(*contain))
    )
    return _array(places.order_by(asked.c.place).correlate_except(asked, product, variant), Integer())


def _array(statement: Any, kind: Any) -> ColumnElement[Any]:
    made: ColumnElement[Any] = func.array(statement.scalar_subquery(), type_=ARRAY(kind))
    return made
