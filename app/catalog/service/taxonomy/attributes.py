"""Writing attributes. What products are described by already is neither removed nor given another meaning."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.events import ProductTypesChanged
from app.catalog.models import Attribute, AttributeValue, Product, ProductVariant, TypeAttribute
from app.catalog.rules.drafts import AttributeDraft, Upserted
from app.catalog.rules.taxonomy import checked_attribute
from app.catalog.service.merging import Merge
from app.catalog.service.sorting import refuse_named_in_rules
from app.catalog.service.taxonomy.entries import finish, lock_named, refuse_need, refuse_use, write_row
from app.core.locks import lock_sorting
from app.events import WHOLE_SHOP, record


async def upsert_attribute(session: AsyncSession, draft: AttributeDraft) -> Upserted:
    """Make the attribute of this code agree with the draft. Records `catalog.product_types_changed` when it did not."""
    await lock_sorting(session)
    return await write_attribute(session, await lock_named(session, Attribute, "code", draft.code), draft)


async def write_attribute(session: AsyncSession, row: Attribute | None, draft: AttributeDraft) -> Upserted:
    """Make this attribute, or a new one, agree with the draft. The caller has locked the sorting.

    Refuses with `IN_USE` to take away a value that products have, or to change the kind, the unit or the languages of
    an attribute that describes products.
    """
    draft = checked_attribute(draft)
    merge = Merge(session)
    values = {
        "code": draft.code,
        "names": dict(draft.names),
        "kind": draft.kind,
        "unit": draft.unit,
        "is_localizable": draft.is_localizable,
        "is_filterable": draft.is_filterable,
        "is_searchable": draft.is_searchable,
    }
    if row is not None:
        await _refuse_new_meaning(session, row, values)
    written = await write_row(session, merge, row, Attribute, values)
    await _merge_values(session, merge, written, draft)
    event = ProductTypesChanged(WHOLE_SHOP)
    return await finish(session, merge, written, written.id, event, is_new=row is None)


async def remove_attribute(session: AsyncSession, row: Attribute) -> None:
    """Delete an attribute that no product type has, and no collection is made by."""
    count = select(func.count()).select_from(TypeAttribute).where(col(TypeAttribute.attribute_id) == row.id)
    refuse_need("id", (await session.execute(count)).scalar_one())
    await refuse_named_in_rules(session, "attribute", row.code)
    await session.delete(row)
    await session.flush()
    await record(session, ProductTypesChanged(WHOLE_SHOP))


async def count_described(session: AsyncSession, row: Attribute, type_codes: Collection[str] | None = None) -> int:
    """How many products, of these types or of any, have a value of the attribute, or a variant that does."""
    has_one = _products_where(row, lambda attributes: attributes.has_key(row.code))
    if type_codes is not None:
        has_one = has_one.where(col(Product.product_type).in_(sorted(type_codes)))
    return int((await session.execute(has_one)).scalar_one())


async def _refuse_new_meaning(session: AsyncSession, row: Attribute, values: dict[str, Any]) -> None:
    changed = [name for name in ("kind", "unit", "is_localizable") if getattr(row, name) != values[name]]
    if changed:
        refuse_use(changed[0], await count_described(session, row))


async def _merge_values(session: AsyncSession, merge: Merge, row: Attribute, draft: AttributeDraft) -> None:
    statement = select(AttributeValue).where(col(AttributeValue.attribute_id) == row.id)
    stored = {value.code: value for value in (await session.execute(statement)).scalars()}
    for code in stored.keys() - {value.code for value in draft.values}:
        having_it = _products_where(row, partial(_selects, row.code, code))
        refuse_use("values", (await session.execute(having_it)).scalar_one())
    await merge.rows(
        stored,
        {
            value.code: {
                "attribute_id": row.id,
                "code": value.code,
                "names": dict(value.names),
                "swatch": value.swatch,
                "position": position,
            }
            for position, value in enumerate(draft.values)
        },
        AttributeValue,
    )
    await merge.remove_surplus()


def _selects(attribute: str, value: str, attributes: Any) -> ColumnElement[bool]:
    """Both forms are asked for by containment, which the index of attributes answers."""
    return or_(attributes.contains({attribute: value}), attributes.contains({attribute: [value]}))


def _products_where(row: Attribute, holds: Callable[[Any], ColumnElement[bool]]) -> Select[Any]:
    """Counts the products of types that have the attribute: no others have a value of it."""
    types = select(col(TypeAttribute.type_code)).where(col(TypeAttribute.attribute_id) == row.id)
    of_variant = (
        select(col(ProductVariant.id))
        .where(col(ProductVariant.product_id) == col(Product.id), holds(col(ProductVariant.attributes)))
        .exists()
    )
    return (
        select(func.count())
        .select_from(Product)
        .where(
            col(Product.product_type).in_(types),
            col(Product.deleted_at).is_(None),
            or_(holds(col(Product.attributes)), of_variant),
        )
    )
