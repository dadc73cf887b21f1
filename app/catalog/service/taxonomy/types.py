"""Writing product types: which attributes products of a type, and their variants, are described by."""

from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.events import ProductTypesChanged
from app.catalog.models import Attribute, Product, ProductType, TypeAttribute
from app.catalog.rules.drafts import ProductTypeDraft, Upserted
from app.catalog.rules.taxonomy import checked_product_type
from app.catalog.service.merging import Merge
from app.catalog.service.sorting import refuse_named_in_rules
from app.catalog.service.taxonomy.attributes import count_described
from app.catalog.service.taxonomy.entries import finish, lock_named, refuse_use, unknown, write_row
from app.core.errors import Problem, Refusal
from app.core.locks import lock_sorting
from app.events import WHOLE_SHOP, record

_TYPES: Final = UUID("5b0f3a3e-6d0c-5d5e-9a56-0a4f2f7a9b11")
"""The name space of the ids of types, which are made of their codes."""


def product_type_id(code: str) -> UUID:
    """What stands for the type where an id is needed: a type itself has none but its code."""
    return uuid5(_TYPES, code)


async def upsert_product_type(session: AsyncSession, draft: ProductTypeDraft) -> Upserted:
    """Make the type of this code agree with the draft. Records `catalog.product_types_changed` when it did not."""
    await lock_sorting(session)
    row = await lock_named(session, ProductType, "code", draft.code)
    return await write_product_type(session, row, draft)


async def write_product_type(session: AsyncSession, row: ProductType | None, draft: ProductTypeDraft) -> Upserted:
    """Make this type, or a new one, agree with the draft. The caller has locked the sorting.

    Refuses with `IN_USE` to take away an attribute that products of the type have a value of, or to say it of variants
    instead of products. An attribute may become required while products lack it: they need it when next written.
    """
    draft = checked_product_type(draft)
    attributes = await _attributes(session, draft)
    merge = Merge(session)
    written = await write_row(session, merge, row, ProductType, {"code": draft.code, "names": dict(draft.names)})
    await _merge_attributes(session, merge, draft, attributes)
    event = ProductTypesChanged(WHOLE_SHOP)
    type_id = product_type_id(draft.code)
    return await finish(session, merge, written, type_id, event, is_new=row is None)


async def remove_product_type(session: AsyncSession, row: ProductType) -> None:
    """Delete a type that no product is of, and no collection is made by."""
    count = select(func.count()).select_from(Product).where(col(Product.product_type) == row.code)
    refuse_use("code", (await session.execute(count)).scalar_one())
    await refuse_named_in_rules(session, "productType", row.code)
    await session.delete(row)
    await session.flush()
    await record(session, ProductTypesChanged(WHOLE_SHOP))


async def _attributes(session: AsyncSession, draft: ProductTypeDraft) -> dict[str, Attribute]:
    codes = [each.attribute for each in draft.attributes]
    statement = select(Attribute).where(col(Attribute.code).in_(codes))
    found = {row.code: row for row in (await session.execute(statement)).scalars()}
    problems: list[Problem] = [
        unknown(("attributes", str(place), "attribute"), "attribute", code)
        for place, code in enumerate(codes)
        if code not in found
    ]
    if problems:
        raise Refusal(*problems)
    return found


async def _merge_attributes(
    session: AsyncSession, merge: Merge, draft: ProductTypeDraft, attributes: dict[str, Attribute]
) -> None:
    statement = (
        select(TypeAttribute, Attribute)
        .join(Attribute, col(Attribute.id) == col(TypeAttribute.attribute_id))
        .where(col(TypeAttribute.type_code) == draft.code)
    )
    stored = [(attribute, of_type) for of_type, attribute in await session.execute(statement)]
    scopes = {each.attribute: each.scope for each in draft.attributes}
    for attribute, of_type in stored:
        if scopes.get(attribute.code) is not of_type.scope:
            refuse_use("attributes", await count_described(session, attribute, [draft.code]))
    await merge.rows(
        {of_type.attribute_id: of_type for _, of_type in stored},
        {
            attributes[each.attribute].id: {
                "type_code": draft.code,
                "attribute_id": attributes[each.attribute].id,
                "scope": each.scope,
                "is_required": each.is_required,
                "position": position,
            }
            for position, each in enumerate(draft.attributes)
        },
        TypeAttribute,
    )
    await merge.remove_surplus()
