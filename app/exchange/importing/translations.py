"""Writing rows of translations: the texts of one thing in one language at a time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    CategoryDraft,
    CollectionDraft,
    ProductDraft,
    SlugKind,
    Target,
    Texts,
    Upserted,
    UpsertOutcome,
    category_drafts,
    collection_drafts,
    find_products,
    owners_of_slugs,
    read_products,
    upsert_category,
    upsert_collection,
    write_products,
)
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.exchange.errors import RowErrorCode
from app.exchange.importing.results import BatchResult
from app.exchange.importing.shop import ShopFacts
from app.exchange.records import TranslationRow, problem
from app.exchange.report import RowProblem

DraftT = TypeVar("DraftT", ProductDraft, CategoryDraft, CollectionDraft)


@dataclass
class TranslationWriter:
    """Writes texts by row. A row without a text changes nothing: it is not translated yet."""

    ctx: RequestContext
    shop: ShopFacts

    async def write(self, session: AsyncSession, rows: Sequence[TranslationRow]) -> BatchResult:
        """Set the texts of products, categories and collections."""
        result = BatchResult()
        things: dict[tuple[str, str], list[TranslationRow]] = {}
        for row in rows:
            if row.language not in self.shop.atlas.language_fallbacks:
                result.refused(problem(row.line, "language", RowErrorCode.NOT_FOUND, value=row.language))
            elif not row.text:
                result.written(row, row.kind, row.key, UpsertOutcome.UNCHANGED)
            else:
                things.setdefault((row.kind, row.key), []).append(row)
        await self._write_sorted(session, _CATEGORIES, _of_kind(things, "category"), result)
        await self._write_sorted(session, _COLLECTIONS, _of_kind(things, "collection"), result)
        await self._write_products(session, _of_kind(things, "product"), result)
        return result

    async def _write_products(
        self, session: AsyncSession, rows: Mapping[str, list[TranslationRow]], result: BatchResult
    ) -> None:
        if not rows:
            return
        ids = await find_products(self.ctx.db, slugs=list(rows))
        stored = await read_products(self.ctx.db, list(set(ids.values())))
        going: list[tuple[list[TranslationRow], ProductDraft, Target]] = []
        for slug, own in rows.items():
            found = stored.get(ids[slug]) if slug in ids else None
            if found is None:
                _refuse(result, own, _not_found(own[0]))
            elif draft := _translated(found.draft, own, result):
                going.append((own, draft, Target(found.id, before=found.draft)))
        written = await write_products(
            session,
            [draft for _, draft, _ in going],
            now=self.ctx.now,
            targets=[target for _, _, target in going],
        )
        for (own, _, _), outcome in zip(going, written, strict=True):
            if isinstance(outcome, Refusal):
                _refuse(result, own, *outcome.problems)
            else:
                _count(result, own, outcome.outcome)

    async def _write_sorted(
        self,
        session: AsyncSession,
        kind: "_Kind[DraftT]",
        rows: Mapping[str, list[TranslationRow]],
        result: BatchResult,
    ) -> None:
        ids = await owners_of_slugs(self.ctx.db, kind.slugs, list(rows)) if rows else {}
        drafts = await kind.read(session, list(ids.values())) if ids else {}
        for slug, own in rows.items():
            draft = drafts.get(ids[slug]) if slug in ids else None
            if draft is None:
                _refuse(result, own, _not_found(own[0]))
            elif translated := _translated(draft, own, result):
                try:
                    async with session.begin_nested():
                        written = await kind.upsert(session, translated)
                except Refusal as refusal:
                    _refuse(result, own, *refusal.problems)
                else:
                    _count(result, own, written.outcome)


@dataclass(frozen=True)
class _Kind(Generic[DraftT]):
    """How what products are sorted into is read and written."""

    slugs: SlugKind
    read: Callable[[AsyncSession, Sequence[UUID]], Awaitable[Mapping[UUID, DraftT]]]
    upsert: Callable[[AsyncSession, DraftT], Awaitable[Upserted]]


_CATEGORIES: Final = _Kind(SlugKind.CATEGORY, category_drafts, upsert_category)
_COLLECTIONS: Final = _Kind(SlugKind.COLLECTION, collection_drafts, upsert_collection)


def _of_kind(things: Mapping[tuple[str, str], list[TranslationRow]], kind: str) -> dict[str, list[TranslationRow]]:
    return {key: rows for (each, key), rows in things.items() if each == kind}


def _translated(draft: DraftT, rows: list[TranslationRow], result: BatchResult) -> DraftT | None:
    """The draft with these texts; None where none is left. Rows of a language that would have texts without a name are
    refused and taken out."""
    translations = _with_texts(draft.translations, rows)
    nameless = {tag for tag, texts in translations.items() if not texts.name}
    for row in rows:
        if row.language in nameless:
            result.refused(problem(row.line, "name", RowErrorCode.MISSING))
    rows[:] = [row for row in rows if row.language not in nameless]
    return replace(draft, translations=_with_texts(draft.translations, rows)) if rows else None


def _with_texts(translations: Mapping[str, Texts], rows: Sequence[TranslationRow]) -> dict[str, Texts]:
    changed = dict(translations)
    for row in rows:
        changed[row.language] = replace(changed.get(row.language, Texts("")), **{row.field: row.text})
    return changed


def _not_found(row: TranslationRow) -> Problem:
    return Problem(RowErrorCode.NOT_FOUND, ("key",), {"value": row.key})


def _refuse(result: BatchResult, rows: Sequence[TranslationRow], *problems: Problem) -> None:
    """The rows of one thing go in together: the first one tells why they did not."""
    first = rows[0]
    result.refused(*(RowProblem(first.line, ".".join(each.path), each) for each in problems))
    result.report.failed += len(rows) - 1


def _count(result: BatchResult, rows: Sequence[TranslationRow], outcome: UpsertOutcome) -> None:
    for row in rows:
        result.written(row, row.kind, row.key, outcome, (f"translations.{row.language}.{row.field}",))
