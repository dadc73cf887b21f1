"""What writing a brand, a category, a collection, a type or an operator has in common."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Text, any_, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.catalog.errors import CatalogErrorCode
from app.catalog.events import ProductsWritten
from app.catalog.models import (
    CategoryTranslation,
    CollectionTranslation,
    Slug,
    SlugKind,
)
from app.catalog.rules.drafts import CategoryDraft, CollectionDraft, Texts, Upserted, UpsertOutcome
from app.catalog.rules.staleness import StoredTexts, digest_to_store
from app.catalog.rules.taxonomy import is_storable
from app.catalog.service.merging import Merge
from app.core.errors import Problem, Refusal
from app.core.locks import lock_row
from app.core.reads import array_parameter, table_of
from app.events import WHOLE_SHOP, Event, record

RowT = TypeVar("RowT", bound=SQLModel)

_PRODUCTS_IN_AN_EVENT = 1_000
_slug = table_of(Slug).c
_owners = select(_slug.slug, _slug.owner_id).where(
    _slug.kind == bindparam("kind", type_=_slug.kind.type), _slug.slug == any_(array_parameter("slugs", Text()))
)


async def lock_named(session: AsyncSession, model: type[RowT], column: str, name: str) -> RowT | None:
    """The row of this slug or code, locked; None where there is none, as with a text that the database cannot keep."""
    return await lock_row(session, model, table_of(model).c[column] == name) if is_storable(name) else None


async def write_row(
    session: AsyncSession, merge: Merge, row: RowT | None, model: type[RowT], values: Mapping[str, Any]
) -> RowT:
    """Write the values into the row, or into a new one. Refuses a slug or a code that another has."""
    if row is None:
        row = model(**values)
        session.add(row)
    else:
        merge.assign(row, values)
    await flush(session, values)
    return row


async def flush(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """Send what is to be written. Refuses a slug or a code that another has taken in this very moment."""
    try:
        await session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23505":  # unique_violation
            raise
        field = "slug" if "slug" in values else "code"
        code = CatalogErrorCode.SLUG_TAKEN if field == "slug" else CatalogErrorCode.CODE_TAKEN
        raise Refusal(Problem(code, (field,), {field: values[field]})) from error


async def finish(
    session: AsyncSession, merge: Merge, row: Any, row_id: UUID, event: Event, *, is_new: bool
) -> Upserted:
    """A new version of what was there and differed, and the event that tells of it."""
    if not is_new and not merge.changed:
        return Upserted(UpsertOutcome.UNCHANGED, row_id)
    if not is_new:
        row.version += 1
    await session.flush()
    await record(session, event)
    return Upserted(UpsertOutcome.CREATED if is_new else UpsertOutcome.UPDATED, row_id)


async def merge_texts(
    session: AsyncSession,
    merge: Merge,
    model: type[CategoryTranslation | CollectionTranslation],
    owner: str,
    owner_id: UUID,
    draft: CategoryDraft | CollectionDraft,
    *,
    had_source: str | None,
) -> None:
    """Let the translations of the owner be those of the draft. `had_source` is the language that it was written in.

    A translation whose own words change was made from the source as it is now; the others stay as old as they were.
    """
    statement = select(model).where(getattr(model, owner) == owner_id)
    stored: Sequence[Any] = (await session.execute(statement)).scalars().all()
    digests = _digests(draft, {row.language_tag: row for row in stored}, had_source)
    try:
        await merge.rows(
            {row.language_tag: row for row in stored},
            {
                tag: {owner: owner_id, "language_tag": tag, **_columns(texts), "source_digest": digests[tag]}
                for tag, texts in draft.translations.items()
            },
            model,
        )
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23505":  # unique_violation: taken since `refuse_taken` looked
            raise
        raise Refusal(Problem(CatalogErrorCode.SLUG_TAKEN, ("translations",), {"slug": draft.slug})) from error
    await merge.remove_surplus()


async def refuse_taken(
    session: AsyncSession, kind: SlugKind, own_id: UUID | None, draft: CategoryDraft | CollectionDraft
) -> None:
    """Refuse slugs that another one of the kind has, or has had: old addresses lead to it for ever."""
    paths = dict(_slugs_of(draft))
    found = await session.execute(_owners, {"kind": kind, "slugs": sorted(set(paths.values()))})
    taken = {row.slug for row in found if row.owner_id != own_id}
    if taken:
        raise Refusal(
            *(
                Problem(CatalogErrorCode.SLUG_TAKEN, path, {"slug": slug})
                for path, slug in paths.items()
                if slug in taken
            )
        )


async def ids_by_name(
    session: AsyncSession, model: type[SQLModel], column: str, names: Sequence[str]
) -> dict[str, UUID]:
    """The ids of rows by their slugs or codes; what is not there is left out."""
    table = table_of(model).c
    statement = select(table[column], table.id).where(table[column] == any_(array_parameter("names", Text())))
    return {row[0]: row[1] for row in await session.execute(statement, {"names": _storable(names)})}


async def existing_names(session: AsyncSession, model: type[SQLModel], column: str, names: Sequence[str]) -> set[str]:
    """Which of these slugs or codes there are."""
    name = table_of(model).c[column]
    statement = select(name).where(name == any_(array_parameter("names", Text())))
    return set((await session.execute(statement, {"names": _storable(names)})).scalars())


async def tell_of_products(session: AsyncSession, product_ids: Sequence[UUID]) -> None:
    """Record that these products differ, a thousand in an event."""
    for start in range(0, len(product_ids), _PRODUCTS_IN_AN_EVENT):
        await record(session, ProductsWritten(WHOLE_SHOP, tuple(product_ids[start : start + _PRODUCTS_IN_AN_EVENT])))


def refuse_use(field: str, products: int) -> None:
    """Refuse to remove or change what so many products still use."""
    if products:
        raise Refusal(Problem(CatalogErrorCode.IN_USE, (field,), {"count": products}))


def refuse_need(field: str, others: int) -> None:
    """Refuse to remove what so many types, categories or collections still need."""
    if others:
        raise Refusal(Problem(CatalogErrorCode.NEEDED_BY_OTHERS, (field,), {"count": others}))


def unknown(path: tuple[str, ...], field: str, value: str) -> Problem:
    """A problem of a draft that names what is not there."""
    return Problem(CatalogErrorCode.REFERENCE_UNKNOWN, path, {"field": field, "value": value})


def _storable(names: Sequence[str]) -> list[str]:
    return [name for name in names if is_storable(name)]


def _slugs_of(draft: CategoryDraft | CollectionDraft) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("slug",), draft.slug
    for tag, texts in draft.translations.items():
        if texts.slug is not None:
            yield ("translations", tag, "slug"), texts.slug


def _digests(
    draft: CategoryDraft | CollectionDraft,
    stored: Mapping[str, CategoryTranslation | CollectionTranslation],
    had_source: str | None,
) -> dict[str, str | None]:
    """Of what each translation is to be remembered as made from."""
    source_tag = draft.source_language_tag
    source = draft.translations.get(source_tag)
    before = {tag: StoredTexts(_words(row), row.source_digest) for tag, row in stored.items()}
    source_before = before.get(source_tag) if had_source == source_tag else None
    return {
        tag: None
        if tag == source_tag
        else digest_to_store(texts, source, before.get(tag), source_before and source_before.texts)
        for tag, texts in draft.translations.items()
    }


def _words(row: CategoryTranslation | CollectionTranslation) -> Texts:
    return Texts(row.name, row.description, row.slug, row.seo_title, row.seo_description)


def _columns(texts: Texts) -> dict[str, Any]:
    return {
        "name": texts.name,
        "description": texts.description,
        "slug": texts.slug,
        "seo_title": texts.seo_title,
        "seo_description": texts.seo_description,
    }
