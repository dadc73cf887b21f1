"""Reads of merchandising."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.db import Database
from app.core.reads import Read, table_of
from app.merchandising.models import RuleMatch, SearchLanguage, SearchRule, SearchSynonyms
from app.merchandising.rules.facts import RuleFacts, RuleTarget, TargetKind, Weighted
from app.merchandising.rules.folding import folded_words
from app.merchandising.rules.words import LanguageWords, SynonymsRow, synonyms_by_word

_synonyms = table_of(SearchSynonyms).c
_language = table_of(SearchLanguage).c
_rule = table_of(SearchRule).c


class SearchLanguageRow(NamedTuple):
    """What staff say of a language as a whole."""

    language_tag: str
    stop_words: list[str]
    field_order: list[str]
    version: int


class SearchRuleRow(NamedTuple):
    """A rule of search, as staff wrote it."""

    id: UUID
    code: str
    note: str
    match: RuleMatch | None
    queries: list[str]
    category_ids: list[UUID]
    language_tags: list[str]
    market_ids: list[UUID]
    channel_codes: list[str]
    pins: list[dict[str, Any]]
    boosts: list[dict[str, Any]]
    buries: list[dict[str, Any]]
    redirect: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    priority: int
    is_paused: bool
    version: int

    @property
    def facts(self) -> RuleFacts:
        """The rule as the shop goes by it."""
        return rule_facts(self)


_SYNONYMS = Read(
    select(
        _synonyms.id, _synonyms.language_tag, _synonyms.kind, _synonyms.words, _synonyms.others, _synonyms.version
    ).order_by(_synonyms.language_tag, _synonyms.words, _synonyms.id),
    SynonymsRow,
)
_LANGUAGES = Read(
    select(_language.language_tag, _language.stop_words, _language.field_order, _language.version).order_by(
        _language.language_tag
    ),
    SearchLanguageRow,
)
_RULES = Read(select(*(_rule[name] for name in SearchRuleRow._fields)).order_by(_rule.code), SearchRuleRow)


async def load_synonyms(database: Database) -> list[SynonymsRow]:
    """All of them, by language and words."""
    return await _SYNONYMS.all(database)


async def load_search_languages(database: Database) -> list[SearchLanguageRow]:
    """What staff say of languages, by their tags; without those of which they say nothing."""
    return await _LANGUAGES.all(database)


async def load_search_rules(database: Database) -> list[SearchRuleRow]:
    """All rules of search, those that rest or have ended too, by their codes."""
    return await _RULES.all(database)


async def search_words(database: Database) -> Mapping[str, LanguageWords]:
    """By language tag: what staff say of its words; without the languages of which they say nothing."""
    synonyms: dict[str, list[SynonymsRow]] = {}
    for row in await load_synonyms(database):
        synonyms.setdefault(row.language_tag, []).append(row)
    languages = {row.language_tag: row for row in await load_search_languages(database)}
    return {
        tag: LanguageWords(
            synonyms_by_word(synonyms.get(tag, ())),
            tuple(languages[tag].stop_words) if tag in languages else (),
            tuple(languages[tag].field_order) if tag in languages else (),
        )
        for tag in sorted(synonyms.keys() | languages.keys())
    }


def rule_facts(rule: SearchRuleRow | SearchRule) -> RuleFacts:
    """The rule as the shop goes by it."""
    return RuleFacts(
        id=rule.id,
        code=rule.code,
        match=rule.match,
        queries=tuple(folded_words(each) for each in rule.queries),
        category_ids=frozenset(rule.category_ids),
        language_tags=frozenset(rule.language_tags),
        market_ids=frozenset(rule.market_ids),
        channel_codes=frozenset(rule.channel_codes),
        pins={pin["position"]: UUID(pin["product_id"]) for pin in rule.pins},
        boosts=_weighted(rule.boosts),
        buries=_weighted(rule.buries),
        redirect=rule.redirect,
        starts_at=rule.starts_at,
        ends_at=rule.ends_at,
        priority=rule.priority,
        is_paused=rule.is_paused,
    )


def _weighted(documents: Sequence[Mapping[str, Any]]) -> tuple[Weighted, ...]:
    return tuple(
        Weighted(
            tuple(
                RuleTarget(TargetKind(target["kind"]), target["value"], target["code"])
                for target in document["targets"]
            ),
            document["weight"],
        )
        for document in documents
    )
