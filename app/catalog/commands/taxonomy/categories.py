"""Moving categories, deleting those that have products, writing many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.commands.taxonomy.entries import CATEGORIES
from app.catalog.errors import CatalogErrorCode
from app.catalog.events import CategoryChanged
from app.catalog.models import Category
from app.catalog.queries.taxonomy_drafts import category_drafts
from app.catalog.rules.drafts import CategoryDraft, UpsertOutcome
from app.catalog.service.taxonomy import remove_category, write_category
from app.catalog.service.taxonomy.categories import place_siblings, refuse_circle, siblings_of, sort_category
from app.catalog.service.taxonomy.entries import lock_named
from app.core.context import RequestContext
from app.core.details import StaleVersion
from app.core.errors import Problem, Refusal
from app.core.locks import lock_sorting
from app.core.modes import BulkMode
from app.events import record

MOST_CATEGORIES: Final = 200
"""Of one request."""


@dataclass(frozen=True)
class WantedCategory:
    """A category to make, or to make agree where there is one of its slug."""

    draft: CategoryDraft
    version: int | None = None
    """The version that was read. Another one by now: it is refused as stale."""


@dataclass(frozen=True)
class WrittenCategory:
    """What became of one of many."""

    category_id: UUID | None = None
    """None: it was refused, or another one was and all had to be written."""
    outcome: UpsertOutcome | None = None
    problems: tuple[Problem, ...] = ()


class _StopError(Exception):
    """Rolls back what was written before one was refused."""


async def move_category(
    ctx: RequestContext,
    category_id: UUID | None,
    parent_id: UUID | None,
    position: int | None,
    *,
    version: int | None = None,
) -> UUID:
    """Put a category, with all that stands below it, below another one (None: at the top), and give its id.

    `position` counts its siblings from 0; None, or more than there are: after the last. Refuses with `CATEGORY_CIRCLE`
    a parent that is the category itself or stands below it, also where two moves at once would make a ring.
    """
    async with ctx.transaction() as session:
        await lock_sorting(session)
        row = await CATEGORIES.lock(session, category_id, version)
        before = (await category_drafts(session, [row.id]))[row.id]
        if parent_id is not None and await session.get(Category, parent_id) is None:
            raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, ("parent_id",)))
        await refuse_circle(session, row.id, parent_id, ("parent_id",))
        is_moved = row.parent_id != parent_id
        if is_moved:
            row.parent_id = parent_id
            row.version += 1
            await session.flush()
            await record(session, CategoryChanged(row.id))
            await sort_category(session, row.id)
        siblings = await siblings_of(session, parent_id)
        others = [sibling.id for sibling in siblings if sibling.id != row.id]
        place = len(others) if position is None else min(max(position, 0), len(others))
        is_placed = await place_siblings(session, siblings, [*others[:place], row.id, *others[place:]])
        if is_moved or is_placed:
            after = (await category_drafts(session, [row.id]))[row.id]
            await CATEGORIES.note(ctx, session, "moved", row.id, before, after)
    return row.id


async def reorder_children(ctx: RequestContext, parent_id: UUID | None, ordered: Sequence[UUID | None]) -> None:
    """Put the categories directly below this one (None: the tops of the tree) into this order.

    Refuses with `NOT_FOUND` what is not among them, and with `VALUE_INVALID` a list that leaves one out or repeats one.
    """
    async with ctx.transaction() as session:
        await lock_sorting(session)
        if parent_id is not None and await session.get(Category, parent_id) is None:
            raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, ("parent_id",)))
        siblings = await siblings_of(session, parent_id)
        known = {sibling.id for sibling in siblings}
        strange = [place for place, each in enumerate(ordered) if each not in known]
        if strange:
            raise Refusal(*(Problem(CatalogErrorCode.NOT_FOUND, ("ids", str(place))) for place in strange))
        wanted = [each for each in ordered if each is not None]
        if len(set(wanted)) != len(wanted) or len(wanted) != len(known):
            facts = {"field": "ids", "value": f"{len(set(wanted))}/{len(known)}"}
            raise Refusal(Problem(CatalogErrorCode.VALUE_INVALID, ("ids",), facts))
        before = [sibling.id for sibling in siblings]
        if await place_siblings(session, siblings, wanted):
            for place, each in enumerate(wanted):
                if before[place] != each:
                    await _note_place(ctx, session, each, before.index(each), place)


async def delete_category(
    ctx: RequestContext, category_id: UUID | None, *, version: int | None = None, move_products_to: UUID | None = None
) -> UUID:
    """Delete a category with nothing below it, and give the id that it had. Its products move to another one.

    Refuses with `IN_USE` one that has products where none is named to take them.
    """
    async with ctx.transaction() as session:
        await lock_sorting(session)
        row = await CATEGORIES.lock(session, category_id, version)
        target = await session.get(Category, move_products_to) if move_products_to is not None else None
        if move_products_to is not None and (target is None or target.id == row.id):
            raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, ("move_products_to",)))
        before = (await category_drafts(session, [row.id]))[row.id]
        await remove_category(session, row, move_products_to)
        await CATEGORIES.note(ctx, session, "deleted", row.id, before, None)
    return row.id


async def write_categories(
    ctx: RequestContext, wanted: Sequence[WantedCategory], mode: BulkMode
) -> list[WrittenCategory]:
    """Make these categories, or make those agree that are there, one after the other; a parent may stand before.

    With `ALL_OR_NOTHING`, one that is refused keeps all from being written; every one of them is tried all the same,
    so that all problems are known at once. With `BEST_EFFORT`, each is written or refused on its own.
    """
    if len(wanted) > MOST_CATEGORIES:
        raise Refusal(Problem(CatalogErrorCode.TOO_MANY, ("categories",), {"most": MOST_CATEGORIES}))
    results: list[WrittenCategory] = []
    try:
        async with ctx.transaction() as session:
            await lock_sorting(session)
            for each in wanted:
                try:
                    async with session.begin_nested():  # what one refusal has broken, the next one does not see
                        results.append(await _write_one(ctx, session, each))
                except Refusal as refusal:
                    results.append(WrittenCategory(problems=refusal.problems))
            if mode is BulkMode.ALL_OR_NOTHING and any(result.problems for result in results):
                raise _StopError
    except _StopError:
        return [WrittenCategory(problems=result.problems) for result in results]
    return results


async def _write_one(ctx: RequestContext, session: AsyncSession, wanted: WantedCategory) -> WrittenCategory:
    row = await lock_named(session, Category, "slug", wanted.draft.slug)
    if wanted.version is not None and (row is None or row.version != wanted.version):
        if row is None:
            raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, ("slug",)))
        raise Refusal(Problem(CatalogErrorCode.STALE_VERSION, ("version",), detail=StaleVersion(row.version)))
    before = (await category_drafts(session, [row.id]))[row.id] if row else None
    written = await write_category(session, row, wanted.draft)
    if written.outcome is not UpsertOutcome.UNCHANGED:
        verb = "created" if written.outcome is UpsertOutcome.CREATED else "updated"
        after = (await category_drafts(session, [written.id]))[written.id]
        await CATEGORIES.note(ctx, session, verb, written.id, before, after)
    return WrittenCategory(written.id, written.outcome)


async def _note_place(ctx: RequestContext, session: AsyncSession, category_id: UUID, old: int, new: int) -> None:
    draft = (await category_drafts(session, [category_id]))[category_id]
    await CATEGORIES.note(
        ctx, session, "moved", category_id, replace(draft, position=old), replace(draft, position=new)
    )
