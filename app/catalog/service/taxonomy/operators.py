"""Writing economic operators. What is known of one decides where its products may be offered."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.catalog.events import EconomicOperatorChanged
from app.catalog.models import EconomicOperator, Product
from app.catalog.rules.audience import SAFETY_COUNTRIES
from app.catalog.rules.drafts import OperatorDraft, Upserted
from app.catalog.rules.taxonomy import checked_operator
from app.catalog.service.merging import Merge
from app.catalog.service.taxonomy.entries import finish, lock_named, refuse_use, tell_of_products, write_row
from app.core.locks import lock_sorting
from app.events import record


async def upsert_operator(session: AsyncSession, draft: OperatorDraft) -> Upserted:
    """Make the operator of this code agree with the draft.

    Records `catalog.economic_operator_changed` when it did not.
    """
    await lock_sorting(session)  # no product may be given the operator as it was, meanwhile
    row = await lock_named(session, EconomicOperator, "code", draft.code)
    return await write_operator(session, row, draft)


async def write_operator(session: AsyncSession, row: EconomicOperator | None, draft: OperatorDraft) -> Upserted:
    """Make this operator, or a new one, agree with the draft, and its products with what the law asks of it.

    The caller has locked the sorting.
    Products that may be offered in the European Economic Area since, or no longer, are told by
    `catalog.products_written`.
    """
    draft = checked_operator(draft)
    merge = Merge(session)
    values = {
        "code": draft.code,
        "name": draft.name,
        "address_lines": list(draft.address_lines),
        "country_code": draft.country_code,
        "email": draft.email,
        "website": draft.website,
    }
    written = await write_row(session, merge, row, EconomicOperator, values)
    if row is not None and merge.changed:
        await tell_of_products(session, await _refresh_safety_data(session, row.id))
    event = EconomicOperatorChanged(written.id)
    return await finish(session, merge, written, written.id, event, is_new=row is None)


async def remove_operator(session: AsyncSession, row: EconomicOperator) -> None:
    """Delete an operator that answers for no product. The caller has locked the sorting."""
    for column in (Product.manufacturer_id, Product.responsible_person_id):
        await session.execute(
            update(Product)
            .where(col(column) == row.id, col(Product.deleted_at).is_not(None))
            .values({col(column): None})
        )
    count = select(func.count()).select_from(Product).where(_of_operator(row.id))
    refuse_use("id", (await session.execute(count)).scalar_one())
    await session.delete(row)
    await session.flush()
    await record(session, EconomicOperatorChanged(row.id))


def _of_operator(operator_id: UUID) -> ColumnElement[bool]:
    return or_(col(Product.manufacturer_id) == operator_id, col(Product.responsible_person_id) == operator_id)


async def _refresh_safety_data(session: AsyncSession, operator_id: UUID) -> list[UUID]:
    """The same as `app.catalog.rules.safety.safety_gaps` asks, of all products of the operator at once.

    Gives the products for which the answer is another one than before.
    """
    maker, responsible = aliased(EconomicOperator), aliased(EconomicOperator)
    inside = col(maker.country_code).in_(sorted(SAFETY_COUNTRIES))
    represented = (
        select(col(responsible.id))
        .where(
            col(responsible.id) == col(Product.responsible_person_id),
            col(responsible.country_code).in_(sorted(SAFETY_COUNTRIES)),
            _can_be_reached(responsible),
        )
        .correlate(Product)
        .exists()
    )
    is_known = (
        select(col(maker.id))
        .where(col(maker.id) == col(Product.manufacturer_id), _can_be_reached(maker), or_(inside, represented))
        .correlate(Product)
        .exists()
    )
    changed = await session.execute(
        update(Product)
        .where(_of_operator(operator_id), col(Product.has_safety_data) != is_known)
        .values(has_safety_data=is_known)
        .returning(col(Product.id))
        .execution_options(synchronize_session=False)
    )
    return list(changed.scalars())


def _can_be_reached(operator: type[EconomicOperator]) -> ColumnElement[bool]:
    """It has a name, a postal address and an electronic one: `checked_operator` keeps no empty ones."""
    return and_(
        func.cardinality(operator.address_lines) > 0,
        or_(col(operator.email).is_not(None), col(operator.website).is_not(None)),
    )
