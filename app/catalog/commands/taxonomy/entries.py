"""Making, changing and deleting: the same for brands, categories, collections, operators, attributes and types."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from app.audit import record_change
from app.catalog.errors import CatalogErrorCode
from app.catalog.ids import ATTRIBUTE_ID, BRAND_ID, CATEGORY_ID, COLLECTION_ID, OPERATOR_ID, PRODUCT_TYPE_ID
from app.catalog.models import Attribute, Brand, Category, Collection, EconomicOperator, ProductType
from app.catalog.queries.stored import Source
from app.catalog.queries.taxonomy_drafts import brand_drafts, category_drafts, collection_drafts, operator_drafts
from app.catalog.queries.type_drafts import attribute_drafts, product_type_drafts
from app.catalog.rules.drafts import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductTypeDraft,
    Upserted,
    UpsertOutcome,
)
from app.catalog.rules.taxonomy import is_storable
from app.catalog.service.collections import remove_collection, write_collection
from app.catalog.service.taxonomy import (
    product_type_id,
    remove_attribute,
    remove_brand,
    remove_category,
    remove_operator,
    remove_product_type,
    write_attribute,
    write_brand,
    write_category,
    write_operator,
    write_product_type,
)
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse_stale
from app.core.ids import IdKind
from app.core.locks import lock_row, lock_sorting

RowT = TypeVar("RowT", bound=SQLModel)
DraftT = TypeVar("DraftT")
KeyT = TypeVar("KeyT")


@dataclass(frozen=True)
class Entry(Generic[KeyT, RowT, DraftT]):
    """One kind of thing, and how it is found, read and written."""

    noun: str
    """In the names of its actions in the audit log: `<noun>.created`."""
    id_kind: IdKind
    model: type[RowT]
    key: str
    """The column that names it: its id, or the code of a type."""
    read: Callable[[Source, Sequence[KeyT]], Awaitable[Mapping[KeyT, DraftT]]]
    write: Callable[[AsyncSession, RowT | None, DraftT], Awaitable[Upserted]]
    remove: Callable[[AsyncSession, RowT], Awaitable[None]]

    def subject(self, key: KeyT) -> UUID:
        """The id by which the audit log knows it."""
        return key if isinstance(key, UUID) else product_type_id(str(key))

    async def lock(self, session: AsyncSession, key: KeyT | None, version: int | None) -> RowT:
        """The row, locked. Refuses a key that nothing has, and a version that is not the row's."""
        row = None
        if key is not None and is_storable(key):
            row = await lock_row(session, self.model, col(getattr(self.model, self.key)) == key)
        if row is None:
            raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, (self.key,)))
        current: int = row.version  # type: ignore[attr-defined] # all of these tables have the column
        refuse_stale(CatalogErrorCode.STALE_VERSION, version, current, ("version",))
        return row

    async def note(
        self, ctx: RequestContext, session: AsyncSession, verb: str, row_id: UUID, *drafts: DraftT | None
    ) -> None:
        """Write into the audit log what differs between the draft before and the one after."""
        before, after = difference(*drafts)
        await record_change(
            session, ctx.viewer, f"{self.noun}.{verb}", self.id_kind.prefix, row_id, before=before, after=after
        )


async def create(ctx: RequestContext, entry: Entry[KeyT, RowT, DraftT], draft: DraftT) -> UUID:
    """Make a new one of the kind, and give its id. Refuses a slug or a code that another has."""
    async with ctx.transaction() as session:
        await lock_sorting(session)
        written = await entry.write(session, None, draft)
        await entry.note(ctx, session, "created", written.id, None, draft)
    return written.id


async def update(
    ctx: RequestContext,
    entry: Entry[KeyT, RowT, DraftT],
    key: KeyT | None,
    change: Callable[[DraftT], DraftT],
    *,
    version: int | None = None,
) -> KeyT:
    """Change one, where it still has this version (None: whichever it has). Gives its key.

    What is as it should be already makes no new version, and no entry in the log.
    """
    async with ctx.transaction() as session:
        await lock_sorting(session)
        row = await entry.lock(session, key, version)
        found: KeyT = getattr(row, entry.key)
        before = (await entry.read(session, [found]))[found]
        written = await entry.write(session, row, change(before))
        if written.outcome is not UpsertOutcome.UNCHANGED:
            after = (await entry.read(session, [found]))[found]
            await entry.note(ctx, session, "updated", written.id, before, after)
    return found


async def delete(
    ctx: RequestContext,
    entry: Entry[KeyT, RowT, DraftT],
    key: KeyT | None,
    *,
    version: int | None = None,
) -> KeyT:
    """Delete one that nothing uses, where it still has this version. Gives the key that it had."""
    async with ctx.transaction() as session:
        await lock_sorting(session)
        row = await entry.lock(session, key, version)
        found: KeyT = getattr(row, entry.key)
        before = (await entry.read(session, [found]))[found]
        await entry.remove(session, row)
        await entry.note(ctx, session, "deleted", entry.subject(found), before, None)
    return found


def difference(before: object | None, after: object | None) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The fields of two drafts of a kind that differ, as JSON; None where there is no draft."""
    old, new = _plain(before), _plain(after)
    if old is not None and new is not None:
        differing = {name for name in old if old[name] != new[name]}
        old = {name: old[name] for name in old if name in differing}
        new = {name: new[name] for name in new if name in differing}
    return old, new


def _plain(draft: Any) -> dict[str, Any] | None:
    if draft is None:
        return None
    return {each.name: to_jsonable_python(getattr(draft, each.name)) for each in fields(draft)}


async def _remove_category(session: AsyncSession, row: Category) -> None:
    await remove_category(session, row, None)


BRANDS: Final = Entry[UUID, Brand, BrandDraft]("brands", BRAND_ID, Brand, "id", brand_drafts, write_brand, remove_brand)
OPERATORS: Final = Entry[UUID, EconomicOperator, OperatorDraft](
    "economic_operators", OPERATOR_ID, EconomicOperator, "id", operator_drafts, write_operator, remove_operator
)
CATEGORIES: Final = Entry[UUID, Category, CategoryDraft](
    "categories", CATEGORY_ID, Category, "id", category_drafts, write_category, _remove_category
)
COLLECTIONS: Final = Entry[UUID, Collection, CollectionDraft](
    "collections", COLLECTION_ID, Collection, "id", collection_drafts, write_collection, remove_collection
)
ATTRIBUTES: Final = Entry[UUID, Attribute, AttributeDraft](
    "attributes", ATTRIBUTE_ID, Attribute, "id", attribute_drafts, write_attribute, remove_attribute
)
PRODUCT_TYPES: Final = Entry[str, ProductType, ProductTypeDraft](
    "product_types",
    PRODUCT_TYPE_ID,
    ProductType,
    "code",
    product_type_drafts,
    write_product_type,
    remove_product_type,
)
