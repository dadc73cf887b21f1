"""Synonyms, as staff make, change and delete them."""

from collections.abc import Sequence
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.markets import Atlas, load_atlas
from app.merchandising.commands.setting import delete_noted, write_changed, write_new
from app.merchandising.errors import MerchandisingErrorCode
from app.merchandising.ids import SYNONYMS_ID
from app.merchandising.models import SearchSynonyms, SynonymKind
from app.merchandising.rules.checks import (
    MOST_SYNONYMS,
    clash_problems,
    problem,
    small,
    synonyms_problems,
)
from app.merchandising.rules.words import SynonymsRow


class SynonymsChange(TypedDict, total=False):
    """What of synonyms is to become what. What is left out stays."""

    kind: SynonymKind
    words: Sequence[str]
    others: Sequence[str]


async def create_synonyms(ctx: RequestContext, *, language_tag: str, change: SynonymsChange) -> UUID:
    """New synonyms of a language, and their id. The change says kind and words.

    Refuses with `MerchandisingErrorCode` a language that the shop does not speak, what is no word, a word that is named
    twice, and what other synonyms of the language say already, or the other way round.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        refuse(language_problems(await load_atlas(ctx.db), language_tag))
        row = _planned(language_tag, change)
        there = await _of_language(session, language_tag)
        if len(there) >= MOST_SYNONYMS:
            raise Refusal(problem(MerchandisingErrorCode.TOO_MANY, most=MOST_SYNONYMS))
        refuse(clash_problems(row_of(row), map(row_of, there)))
        await write_new(ctx, session, row, _noted("created", row.id))
        return row.id


async def update_synonyms(
    ctx: RequestContext, synonyms_id: UUID | None, change: SynonymsChange, *, version: int | None = None
) -> UUID:
    """Change synonyms, where they still have this version (None: whichever they have), and give their id.

    What is as it should be already makes no new version. Refuses as `create_synonyms` does.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, synonyms_id, version)
        values = _values(change)
        if values.get("kind", row.kind) is SynonymKind.EQUIVALENT and "others" not in change:
            values["others"] = []  # what the other kind needed says nothing any more
        changed = SearchSynonyms(**row.model_dump() | values)
        refuse(synonyms_problems(changed.kind, changed.words, changed.others))
        there = [each for each in await _of_language(session, row.language_tag) if each.id != row.id]
        refuse(clash_problems(row_of(changed), map(row_of, there)))
        await write_changed(ctx, session, row, values, _noted("updated", row.id))
        return row.id


async def delete_synonyms(ctx: RequestContext, synonyms_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete synonyms, where they still have this version, and give the id that they had."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, synonyms_id, version)
        deleted_id = row.id
        await delete_noted(ctx, session, row, _noted("deleted", deleted_id))
        return deleted_id


def planned_synonyms(language_tag: str, change: SynonymsChange) -> SynonymsRow:
    """The synonyms that `create_synonyms` would make, which nobody writes. Refuses what is wrong with them alone."""
    return row_of(_planned(language_tag, change))


def _planned(language_tag: str, change: SynonymsChange) -> SearchSynonyms:
    row = SearchSynonyms(language_tag=language_tag, **{"others": [], **_values(change)})
    refuse(synonyms_problems(row.kind, row.words, row.others))
    return row


def language_problems(atlas: Atlas, language_tag: str) -> list[Problem]:
    """Whether the shop speaks the language."""
    if language_tag in atlas.language_fallbacks:
        return []
    return [problem(MerchandisingErrorCode.LANGUAGE_NOT_SPOKEN, "languageCode", language=language_tag)]


def row_of(row: SearchSynonyms) -> SynonymsRow:
    """The same as reads give it."""
    return SynonymsRow(row.id, row.language_tag, row.kind, row.words, row.others, row.version)


def _values(change: SynonymsChange) -> dict[str, Any]:
    values: dict[str, Any] = dict(change)
    for name in ("words", "others"):
        if name in values:
            values[name] = [small(word) for word in values[name]]
    return values


async def _of_language(session: AsyncSession, language_tag: str) -> Sequence[SearchSynonyms]:
    statement = select(SearchSynonyms).where(col(SearchSynonyms.language_tag) == language_tag)
    return (await session.execute(statement)).scalars().all()


async def _found(session: AsyncSession, synonyms_id: UUID | None, version: int | None) -> SearchSynonyms:
    row = await session.get(SearchSynonyms, synonyms_id) if synonyms_id else None
    if row is None:
        raise Refusal(problem(MerchandisingErrorCode.SYNONYMS_NOT_FOUND, "id"))
    refuse_stale(MerchandisingErrorCode.STALE_VERSION, version, row.version)
    return row


def _noted(verb: str, synonyms_id: UUID) -> Noted:
    return Noted(f"merchandising.synonyms_{verb}", SYNONYMS_ID.prefix, synonyms_id)
