"""How a search would turn out with something that staff are trying: what stands where, before and after, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final
from uuid import UUID

from app.core.context import RequestContext
from app.core.logging import log
from app.merchandising import (
    RuleFacts,
    SearchRulesCache,
    SynonymsRow,
    folded_words,
    synonyms_by_word,
)
from search.engine.client import SearchClient, SearchUnavailableError
from search.query.asking import search_products
from search.query.bodies import Body, question_body
from search.query.conditions import read_conditions
from search.query.weighing import Group, groups_of, within
from search.questions.merchandised import wanted_of
from search.questions.question import Found, Hit, ProductSearch

Explained = dict[UUID, tuple[float, tuple["RankingReason", ...]]]

_BY_RULE: Final = "order"
"""The place of a ranking rule among all."""
MOST_WORDINGS: Final = 10
"""In which a query is tried, for the words that draft synonyms would look for as well."""


@dataclass(frozen=True)
class RankingReason:
    """What a ranking rule of the engine thinks of a hit."""

    rule: str
    score: float
    """From 0 to 1."""
    facts: dict[str, Any] = field(default_factory=dict)
    """As the engine says them: https://www.meilisearch.com/docs/learn/relevancy/ranking_score."""


@dataclass(frozen=True)
class Previewed:
    """A product as it would stand, or as it would no longer."""

    product_id: UUID
    position: int | None
    """None: it would not be among the first."""
    position_before: int | None
    """None: it is not among the first."""
    is_pinned: bool = False
    weight: float = 1.0
    """What its relevance is multiplied by."""
    score: float | None = None
    """The relevance before it is weighted, from 0 to 1; None where the words are not in it, or the engine is away."""
    reasons: tuple[RankingReason, ...] = ()


@dataclass(frozen=True)
class Preview:
    """How a search would turn out."""

    after: Found
    before: Found
    products: list[Previewed]
    """What would be found, in its order; then what would no longer be."""
    rule_codes: tuple[str, ...]
    """The rules that would apply, the one that wins first."""


async def preview_search(
    ctx: RequestContext,
    asked: ProductSearch,
    size: int,
    rule: RuleFacts | None = None,
    synonyms: Sequence[SynonymsRow] = (),
) -> Preview:
    """The first so many hits, with what is tried and without.

    Tried is a rule, in place of the one of its code, and synonyms, beside those that there are. With nothing to try,
    what is in force is shown, beside what there would be without any rule.
    """
    present = await ctx.part(SearchRulesCache).get()
    tried = present if rule is None else (*(each for each in present if each.code != rule.code), rule)
    is_draft = rule is not None or bool(synonyms)
    reworded = replace(asked, wordings=wordings(asked.words, synonyms))
    after = await search_products(ctx, reworded, size, None, tried)
    before = await search_products(ctx, asked, size, None, present if is_draft else ())
    conditions = await read_conditions(ctx, asked.filters)
    wanted = await wanted_of(ctx, asked, conditions.owners.category_ids, tried)
    hits = await _explained(ctx, after, [*after.page.items, *before.page.items], reworded.wordings)
    pinned = set(wanted.pinned)
    weights = await _weights(ctx, after, [hit.product_id for hit in after.page.items], groups_of(wanted))
    places_before = {hit.product_id: hit.position for hit in before.page.items}
    found = [
        Previewed(
            hit.product_id,
            hit.position,
            places_before.get(hit.product_id),
            hit.product_id in pinned,
            weights.get(hit.product_id, 1.0),
            *hits.get(hit.product_id, (None, ())),
        )
        for hit in after.page.items
    ]
    return Preview(after, before, [*found, *_gone(found, before.page.items, hits)], wanted.merchandising.rule_codes)


def wordings(words: str, synonyms: Iterable[SynonymsRow]) -> tuple[str, ...]:
    """Other ways to say the words, by these synonyms: at most `MOST_WORDINGS`."""
    by_word: dict[str, list[str]] = {}
    for word, others in synonyms_by_word(synonyms).items():
        by_word.setdefault(folded_words(word), []).extend(others)
    folded = f" {folded_words(words)} "
    said = (
        folded.replace(f" {word} ", f" {other} ").strip()
        for word, others in by_word.items()
        if word and f" {word} " in folded
        for other in others
    )
    return tuple(islice(dict.fromkeys(said), MOST_WORDINGS))


def _gone(found: Iterable[Previewed], before: Iterable[Hit], hits: Explained) -> list[Previewed]:
    shown = {each.product_id for each in found}
    return [
        Previewed(hit.product_id, None, hit.position, False, 1.0, *hits.get(hit.product_id, (None, ())))
        for hit in before
        if hit.product_id not in shown
    ]


async def _explained(
    ctx: RequestContext, found: Found, hits: Sequence[Hit], wordings_tried: Sequence[str]
) -> Explained:
    """How relevant the engine finds each of these products, by the wording that fits it best."""
    asked = found.answered
    ids = list(dict.fromkeys(hit.product_id for hit in hits))
    if found.degraded or not asked.words or not ids:
        return {}
    options = {
        "limit": len(ids),
        "attributesToRetrieve": ["id"],
        "showRankingScore": True,
        "showRankingScoreDetails": True,
    }
    bodies = [
        question_body(ctx, replace(asked, words=words), found.language_tag, [within(ids)], **options)
        for words in (asked.words, *wordings_tried)
    ]
    explained: Explained = {}
    for answer in await _ask(ctx, bodies):
        for hit in answer["hits"]:
            product_id, score = UUID(hex=hit["id"]), hit["_rankingScore"]
            if score > explained.get(product_id, (-1.0, ()))[0]:
                explained[product_id] = (score, tuple(_reasons(hit["_rankingScoreDetails"])))
    return explained


def _reasons(details: dict[str, dict[str, Any]]) -> list[RankingReason]:
    ordered = sorted(details.items(), key=lambda named: named[1].get(_BY_RULE, len(details)))
    return [
        RankingReason(
            rule, said.get("score", 1.0), {name: each for name, each in said.items() if name not in (_BY_RULE, "score")}
        )
        for rule, said in ordered
    ]


async def _weights(
    ctx: RequestContext, found: Found, ids: Sequence[UUID], groups: Sequence[Group]
) -> dict[UUID, float]:
    """By what the relevance of each of these products is multiplied."""
    if found.degraded or not ids or not groups:
        return {}
    everything = ProductSearch("")
    bodies = [
        question_body(
            ctx,
            everything,
            found.language_tag,
            [within(ids), *([group.condition] if group.condition else [])],
            limit=len(ids),
            attributesToRetrieve=["id"],
        )
        for group in groups
    ]
    answers = await _ask(ctx, bodies)
    return {
        UUID(hex=hit["id"]): group.weight
        for group, answer in zip(groups, answers, strict=False)
        for hit in answer["hits"]
    }


async def _ask(ctx: RequestContext, bodies: Sequence[Body]) -> list[dict[str, Any]]:
    """What the engine says; nothing where it is gone by now, since what was found is shown anyway."""
    try:
        answers: list[dict[str, Any]] = await ctx.part(SearchClient).ask_many(list(bodies))
    except SearchUnavailableError as error:
        log.info("a preview is not explained", reason=str(error))
        return []
    return answers
