"""Which products stand in the collections that are made by rule."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import Collection
from app.catalog.queries.sorting import SORT_PRODUCTS
from app.catalog.rules.collections import ConditionKind, Rule, condition_rows, read_rule, rule_document
from app.core.errors import Problem, Refusal

REFILL_JOB: Final = "catalog.refill_collection"
RESORT_CATEGORY_JOB: Final = "catalog.sort_category"
SORTED_AT_ONCE: Final = 5_000
"""More products than these are sorted by a job, in steps, so that nobody waits long."""


async def sort_products(
    session: AsyncSession, product_ids: Sequence[UUID], collection_ids: Sequence[UUID] | None = None
) -> list[UUID]:
    """Make the membership of these products right, in these collections or in all that are made by rule.

    Gives the products that came into a collection, or left one. The caller holds the sorting still, from before the
    products were written (`app.core.locks.hold_sorting`), and tells of the products.
    """
    rules = await _rules(session)
    if collection_ids is not None:
        rules = {each: rules[each] for each in collection_ids if each in rules}
    if not rules or not product_ids:
        return []
    parameters = {
        "conditions": condition_rows(rules.items()),
        "product_ids": list(product_ids),
        "collection_ids": list(rules),
    }
    return list((await session.execute(SORT_PRODUCTS, parameters)).scalars())


async def rename_in_rules(session: AsyncSession, kind: str, old: str, new: str) -> None:
    """Let the rules that name this category or brand name it by its new slug."""
    for collection_id, rule in (await _rules(session)).items():
        renamed = rule.renamed(ConditionKind(kind), old, new)
        if renamed != rule:
            await session.execute(
                update(Collection).where(col(Collection.id) == collection_id).values(rule=rule_document(renamed))
            )


async def refuse_named_in_rules(session: AsyncSession, kind: str, name: str) -> None:
    """Refuse to delete what the rule of a collection names."""
    rules = await _rules(session)
    count = sum(name in rule.names(ConditionKind(kind)) for rule in rules.values())
    if count:
        raise Refusal(Problem(CatalogErrorCode.NEEDED_BY_OTHERS, ("id",), {"count": count}))


async def _rules(session: AsyncSession) -> dict[UUID, Rule]:
    statement = select(col(Collection.id), col(Collection.rule)).where(col(Collection.rule).is_not(None))
    found: dict[UUID, Any] = {row.id: row.rule for row in await session.execute(statement)}
    return {collection_id: read_rule(document) for collection_id, document in found.items()}
