"""Writes of translations: a thing is read as a draft, its texts are put in their places, and it is written again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, column, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.ids import BRAND_ID, CATEGORY_ID, COLLECTION_ID, PRODUCT_ID
from app.catalog.models import (
    Attribute,
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionTranslation,
    ProductTranslation,
    ProductType,
)
from app.catalog.queries.drafts import find_products, read_products
from app.catalog.queries.taxonomy_drafts import brand_drafts, category_drafts, collection_drafts
from app.catalog.queries.type_drafts import attribute_drafts, product_type_drafts
from app.catalog.rules.drafts import Target
from app.catalog.service import (
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_product_type,
    write_products,
)
from app.catalog.service.taxonomy import product_type_id
from app.core.db import Database
from app.core.errors import Refusal
from app.core.locks import lock_row
from app.core.reads import table_of
from app.events import WHOLE_SHOP
from app.inventory import name_warehouse
from app.markets import name_channel, name_market
from app.payments import name_payment_method
from app.shipping import name_option
from app.translations.rules import Edit, Owner, TranslatableKind, translated
from app.translations.rules.marks import mark_after

_TRANSLATIONS: Final[Mapping[TranslatableKind, tuple[Any, str]]] = {
    TranslatableKind.PRODUCT: (ProductTranslation, "product_id"),
    TranslatableKind.CATEGORY: (CategoryTranslation, "category_id"),
    TranslatableKind.COLLECTION: (CollectionTranslation, "collection_id"),
}


@dataclass
class Task:
    """What is to be written of one thing, and what came of it."""

    kind: TranslatableKind
    owner: Owner
    subject_id: UUID
    edits: list[tuple[int, Edit]] = field(default_factory=list)
    """With their places in the request."""
    refusals: dict[int, Refusal] = field(default_factory=dict)
    refusal: Refusal | None = None
    """Of the thing as a whole."""

    def apply(self, draft: Any) -> Any:
        """The draft with all texts that can be put into it. Names come first: the others need them."""
        for place, edit in sorted(self.edits, key=lambda each: each[1].field != "name"):
            try:
                draft = translated(draft, edit)
            except Refusal as refusal:
                self.refusals[place] = refusal
        return draft

    @property
    def taken(self) -> list[tuple[int, Edit]]:
        """The edits that were put in their places, if the whole was written."""
        return [] if self.refusal else [each for each in self.edits if each[0] not in self.refusals]


async def write_tasks(
    session: AsyncSession, database: Database, tasks: Sequence[Task], now: datetime, *, is_dry_run: bool
) -> None:
    """Write all of it, each thing as a whole or not at all."""
    products = [each for each in tasks if each.kind is TranslatableKind.PRODUCT]
    await _write_products(session, database, products, now, is_dry_run=is_dry_run)
    for task in tasks:
        if task.kind is not TranslatableKind.PRODUCT:
            try:
                async with session.begin_nested():
                    await _WRITERS[task.kind](session, task)
            except Refusal as refusal:
                task.refusal = refusal
    await _write_marks(session, tasks)


async def _write_products(
    session: AsyncSession, database: Database, tasks: Sequence[Task], now: datetime, *, is_dry_run: bool
) -> None:
    stored = await read_products(database, [task.subject_id for task in tasks]) if tasks else {}
    known = [task for task in tasks if task.subject_id in stored]
    drafts = [task.apply(stored[task.subject_id].draft) for task in known]
    # The version makes sure that nothing is lost of what somebody else writes at this moment. A dry run may have
    # counted it up itself.
    targets = []
    for task in known:
        product = stored[task.subject_id]
        targets.append(Target(product.id, None if is_dry_run else product.version, before=product.draft))
    changed = [place for place, task in enumerate(known) if drafts[place] != stored[task.subject_id].draft]
    if changed:
        written = await write_products(
            session, [drafts[place] for place in changed], now=now, targets=[targets[place] for place in changed]
        )
        for place, outcome in zip(changed, written, strict=True):
            if isinstance(outcome, Refusal):
                known[place].refusal = outcome


async def _write_category(session: AsyncSession, task: Task) -> None:
    await lock_row(session, Category, col(Category.id) == task.subject_id)
    draft = (await category_drafts(session, [task.subject_id]))[task.subject_id]
    await upsert_category(session, task.apply(draft))


async def _write_collection(session: AsyncSession, task: Task) -> None:
    await lock_row(session, Collection, col(Collection.id) == task.subject_id)
    draft = (await collection_drafts(session, [task.subject_id]))[task.subject_id]
    await upsert_collection(session, task.apply(draft))


async def _write_brand(session: AsyncSession, task: Task) -> None:
    await lock_row(session, Brand, col(Brand.id) == task.subject_id)
    await upsert_brand(session, task.apply((await brand_drafts(session, [task.subject_id]))[task.subject_id]))


async def _write_attribute(session: AsyncSession, task: Task) -> None:
    await lock_row(session, Attribute, col(Attribute.id) == task.subject_id)
    await upsert_attribute(session, task.apply((await attribute_drafts(session, [task.subject_id]))[task.subject_id]))


async def _write_type(session: AsyncSession, task: Task) -> None:
    await lock_row(session, ProductType, col(ProductType.code) == task.owner.key)
    drafts = await product_type_drafts(session, [task.owner.key])
    await upsert_product_type(session, task.apply(drafts[task.owner.key]))


async def _name_option(session: AsyncSession, task: Task) -> None:
    draft = task.apply(task.owner)
    if draft != task.owner:
        await name_option(session, UUID(hex=task.owner.position), draft.fields[0].texts)


def _naming(write: Callable[[AsyncSession, str, Mapping[str, str]], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def name(session: AsyncSession, task: Task) -> None:
        draft = task.apply(task.owner)
        if draft != task.owner:
            await write(session, task.owner.key, draft.fields[0].texts)

    return name


_WRITERS: Final[Mapping[TranslatableKind, Callable[[AsyncSession, Task], Awaitable[None]]]] = {
    TranslatableKind.CATEGORY: _write_category,
    TranslatableKind.COLLECTION: _write_collection,
    TranslatableKind.BRAND: _write_brand,
    TranslatableKind.ATTRIBUTE: _write_attribute,
    TranslatableKind.PRODUCT_TYPE: _write_type,
    TranslatableKind.MARKET: _naming(name_market),
    TranslatableKind.CHANNEL: _naming(name_channel),
    TranslatableKind.WAREHOUSE: _naming(name_warehouse),
    TranslatableKind.PAYMENT_METHOD: _naming(name_payment_method),
    TranslatableKind.DELIVERY_OPTION: _name_option,
}


async def _write_marks(session: AsyncSession, tasks: Sequence[Task]) -> None:
    """Remember of which source the texts of each language are now."""
    for kind, (model, owner) in _TRANSLATIONS.items():
        marks = [
            (task.subject_id, tag, mark)
            for task in tasks
            if task.kind is kind
            for tag in sorted({edit.language_tag for _, edit in task.taken})
            if (mark := mark_after(task.owner, tag, [edit for _, edit in task.taken if edit.language_tag == tag]))
        ]
        if marks:
            ids, tags, digests = zip(*marks, strict=True)
            given = func.unnest(
                bindparam("ids", list(ids), type_=ARRAY(Uuid())),
                bindparam("tags", list(tags), type_=ARRAY(Text())),
                bindparam("digests", list(digests), type_=ARRAY(Text())),
            ).table_valued(column("id", Uuid()), column("tag", Text()), column("digest", Text()), name="given")
            given = given.render_derived()
            table = table_of(model)
            await session.execute(
                update(table)
                .where(table.c[owner] == given.c.id, table.c.language_tag == given.c.tag)
                .values(source_digest=given.c.digest)
            )


async def subject_ids(
    session: AsyncSession, database: Database, kind: TranslatableKind, keys: Sequence[str]
) -> dict[str, UUID]:
    """The ids of things by their keys. A slug that a product has had leads to it still."""
    if kind is TranslatableKind.PRODUCT:
        return dict(await find_products(database, slugs=keys))
    if kind is TranslatableKind.PRODUCT_TYPE:
        return {key: product_type_id(key) for key in keys}
    named = _NAMED.get(kind)
    if named is None:
        return dict.fromkeys(keys, WHOLE_SHOP)
    model, name = named
    table = table_of(model).c
    rows = await session.execute(select(table[name], table.id).where(table[name].in_(keys)))
    return {row[0]: row[1] for row in rows}


_NAMED: Final[Mapping[TranslatableKind, tuple[Any, str]]] = {
    TranslatableKind.CATEGORY: (Category, "slug"),
    TranslatableKind.COLLECTION: (Collection, "slug"),
    TranslatableKind.BRAND: (Brand, "slug"),
    TranslatableKind.ATTRIBUTE: (Attribute, "code"),
}
SUBJECTS: Final[Mapping[TranslatableKind, str]] = {
    TranslatableKind.PRODUCT: PRODUCT_ID.prefix,
    TranslatableKind.CATEGORY: CATEGORY_ID.prefix,
    TranslatableKind.COLLECTION: COLLECTION_ID.prefix,
    TranslatableKind.BRAND: BRAND_ID.prefix,
    TranslatableKind.PRODUCT_TYPE: "product_type",
    TranslatableKind.ATTRIBUTE: "attribute",
    TranslatableKind.MARKET: "market",
    TranslatableKind.CHANNEL: "channel",
    TranslatableKind.WAREHOUSE: "warehouse",
    TranslatableKind.PAYMENT_METHOD: "payment_method",
    TranslatableKind.DELIVERY_OPTION: "delivery_option",
}
"""Of the audit log: what the changes of a kind are changes of."""
