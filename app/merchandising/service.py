"""Writes of merchandising. They take the session, and do not commit."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.core.upsert import upsert_row
from app.events import WHOLE_SHOP, announce, record
from app.merchandising.events import SearchRulesChanged, SearchSettingsChanged
from app.merchandising.models import SearchLanguage, SearchRule, SearchSynonyms, SynonymKind

Setting = SearchSynonyms | SearchLanguage | SearchRule


async def write_setting(session: AsyncSession, row: Setting, *, rebuild: bool = False) -> None:
    """Write what is said, and tell of it. `rebuild`: see `SearchSettingsChanged`."""
    session.add(row)
    await session.flush()
    await _tell(session, row, rebuild)


async def delete_setting(session: AsyncSession, row: Setting) -> None:
    """Say it no longer, and tell of it."""
    await session.delete(row)
    await session.flush()
    await _tell(session, row, rebuild=False)


async def _tell(session: AsyncSession, row: Setting, rebuild: bool) -> None:
    if isinstance(row, SearchRule):
        await record(session, SearchRulesChanged(WHOLE_SHOP))
    else:
        await record(session, SearchSettingsChanged(WHOLE_SHOP, row.language_tag, rebuild))


async def define_search_rule(session: AsyncSession, code: str, columns: Mapping[str, Any]) -> UUID:
    """Make the rule of this code what is said here, as a shop is filled, and give its id. `columns` of `SearchRule`,
    checked by the caller. The same again changes no row; it is announced, whether or not anything differed."""
    rule_id = await upsert_row(session, SearchRule, ["code"], {"code": code, **columns})
    await announce(session, SearchRulesChanged(WHOLE_SHOP))
    return rule_id


async def define_synonyms(
    session: AsyncSession, language_tag: str, kind: SynonymKind, words: Sequence[str], others: Sequence[str] = ()
) -> None:
    """Have these synonyms, as a shop is filled: in small letters, checked by the caller. Those that are there stay."""
    there = select(SearchSynonyms).where(
        col(SearchSynonyms.language_tag) == language_tag,
        col(SearchSynonyms.kind) == kind,
        col(SearchSynonyms.words) == list(words),
        col(SearchSynonyms.others) == list(others),
    )
    if (await session.execute(there)).first() is None:
        row = SearchSynonyms(language_tag=language_tag, kind=kind, words=list(words), others=list(others))
        await write_setting(session, row)
