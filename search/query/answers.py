"""What the engine answers to a question: a page of its hits, in one call wherever one is enough."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from asyncpg.pgproto import pgproto

from app.core.context import RequestContext
from app.core.paging import Page
from app.merchandising import RuleFacts
from search.documents.marks import END, START
from search.engine.client import SearchClient
from search.engine.settings import MAX_HITS, SEARCHABLE
from search.query.bodies import Body, question_body
from search.query.conditions import read_conditions
from search.query.meaning import Near, near_in_meaning
from search.query.other_languages import better_reading
from search.query.price_order import hits_by_price
from search.query.weighing import Group, groups_of, within, without
from search.questions.codes import code_in
from search.questions.cursors import Start
from search.questions.merchandised import Placed, Wanted, placed, wanted_of
from search.questions.question import Found, Hit, ProductSearch, SearchSort

Json = Mapping[str, Any]

_WORDS_IN_A_SNIPPET: Final = 24

_IDS: Final[Body] = {"attributesToRetrieve": ["id"]}
_MARKED: Final[Body] = {
    **_IDS,
    "attributesToHighlight": list(SEARCHABLE),
    "attributesToCrop": ["description"],
    "cropLength": _WORDS_IN_A_SNIPPET,
    "cropMarker": "…",
    "highlightPreTag": START,
    "highlightPostTag": END,
}


class _Window(NamedTuple):
    offset: int
    limit: int

    @property
    def options(self) -> Body:
        return {"offset": self.offset, "limit": self.limit}


@dataclass(frozen=True)
class _Asking:
    """A question on its way."""

    ctx: RequestContext
    asked: ProductSearch
    conditions: tuple[str, ...]
    wanted: Wanted
    language_tag: str
    near: Near | None = None
    """What is found by its meaning, beside what the words find."""

    async def with_meaning(self) -> "_Asking":
        """The same, with what is near in meaning, where an embedder is configured."""
        narrowed = (*self.conditions, *without(self.wanted.pinned))
        return replace(self, near=await near_in_meaning(self.ctx, self.asked, self.language_tag, narrowed))

    def body(self, *conditions: str, **options: Any) -> Body:
        """The question, of those products that no rule has pinned."""
        narrowed = (*self.conditions, *without(self.wanted.pinned), *conditions)
        return question_body(self.ctx, self.asked, self.language_tag, narrowed, **options)

    @property
    def client(self) -> SearchClient:
        return self.ctx.part(SearchClient)


class _Answer(NamedTuple):
    hits: Sequence[Json]
    with_code: Sequence[Json]
    """The products that have the words as a code."""
    pinned: Sequence[Json]
    """Those of the pinned products that may be seen."""


async def ask_engine(
    ctx: RequestContext, asked: ProductSearch, start: Start, size: int, rules: Sequence[RuleFacts] | None = None
) -> Found:
    """The page of so many hits after `start`. Raises `SearchUnavailableError`.

    `rules` are tried in place of those in force.
    """
    conditions = await read_conditions(ctx, asked.filters)
    wanted = await wanted_of(ctx, asked, conditions.owners.category_ids, rules)
    asked = replace(asked, spelling=start.spelling)
    asking = _Asking(ctx, asked, conditions.all(), wanted, start.language_tag or ctx.place.language_tag)
    asking = await asking.with_meaning()
    limit = min(size + 1, max(MAX_HITS - start.position, 0))
    answer = await _ask(asking, _Window(start.unpinned, limit))
    if answer.with_code:
        asking = replace(asking, asked=replace(asked, code=code_in(asked.words)), wanted=Wanted())
        hits, pins = answer.with_code, []
    else:
        if start.language_tag is None and asked.words:
            reading = await better_reading(ctx, asked, asking.conditions, answer.hits)
            if reading is not None:
                read = replace(asked, spelling=reading.spelling)
                asking = await replace(asking, asked=read, language_tag=reading.language_tag).with_meaning()
                answer = await _ask(asking, _Window(0, limit))
        hits, pins = answer.hits, _seen(wanted, answer.pinned)
    page = [_hit(each) for each in placed(hits, pins, start, limit)]
    return Found(
        page=Page(items=page[:size], has_next=len(page) > size, has_previous=start.position > 0),
        answered=asking.asked,
        language_tag=asking.language_tag,
        redirect=wanted.merchandising.redirect,
        pinned=tuple(product_id for _, product_id in pins),
    )


async def count_in_engine(ctx: RequestContext, found: Found) -> int:
    """How many products match, up to `MAX_HITS`, with those that rules have pinned."""
    conditions = await read_conditions(ctx, found.answered.filters)
    narrowed = (*conditions.all(), *without(found.pinned))
    if near := await near_in_meaning(ctx, found.answered, found.language_tag, narrowed):
        body = question_body(ctx, found.answered, found.language_tag, narrowed, **_IDS)
        merged: Json = await ctx.part(SearchClient).ask_many([body, near.body(body)], {"limit": 0})
        return min(int(merged["estimatedTotalHits"]) + len(found.pinned), MAX_HITS)
    body = question_body(ctx, found.answered, found.language_tag, narrowed, page=1, hitsPerPage=0, **_IDS)
    counted = await ctx.part(SearchClient).ask(body.pop("indexUid"), body)
    return min(int(counted["totalHits"]) + len(found.pinned), MAX_HITS)


async def _ask(asking: _Asking, window: _Window) -> _Answer:
    coded, pinned = _coded(asking, window), _pinned(asking)
    beside = [*coded, *pinned]
    groups = groups_of(asking.wanted)
    hits: Sequence[Json]
    others: Sequence[Sequence[Json]]
    if asking.asked.sort.is_by_price:
        hits, others = await asyncio.gather(
            hits_by_price(
                asking.ctx,
                asking.body(**_shown(asking)),
                descending=asking.asked.sort is SearchSort.PRICE_DESCENDING,
                offset=window.offset,
                limit=window.limit,
            ),
            asking.client.ask_pages(beside),
        )
    elif groups or asking.asked.wordings or asking.near:
        ask_groups = _by_weight if asking.asked.words else _one_after_the_other
        hits, others = await asyncio.gather(
            ask_groups(asking, groups or [Group(None, 1.0)], window), asking.client.ask_pages(beside)
        )
    else:
        hits, *others = await asking.client.ask_pages([asking.body(**_shown(asking), **window.options), *beside])
    return _Answer(hits, others[0] if coded else [], others[-1] if pinned else [])


async def _by_weight(asking: _Asking, groups: Sequence[Group], window: _Window) -> Sequence[Json]:
    """Hits whose relevance is weighted. The engine merges them, and pages through what it has merged."""
    worded = [replace(asking, asked=replace(asking.asked, words=words)) for words in asking.asked.wordings]
    bodies = [
        each.body(*_in(group), **_shown(asking), federationOptions={"weight": group.weight})
        for each in (asking, *worded)
        for group in groups
    ]
    if asking.near:
        bodies += [asking.near.body(body) for body in bodies[: len(groups)]]
    return await asking.client.ask_merged_page(bodies, window.options)


async def _one_after_the_other(asking: _Asking, groups: Sequence[Group], window: _Window) -> Sequence[Json]:
    """Everything, in the order of the weights. Without words there is no relevance to weigh, and the engine would merge
    by date alone."""
    counts = await asking.client.ask_many([asking.body(*_in(group), limit=0, **_IDS) for group in groups])
    bodies = []
    before, end = 0, window.offset + window.limit
    for group, counted in zip(groups, counts, strict=True):
        after = before + counted["estimatedTotalHits"]
        first, last = max(window.offset, before), min(end, after)
        if first < last:
            bodies.append(asking.body(*_in(group), offset=first - before, limit=last - first, **_IDS))
        before = after
    return [hit for hits in await asking.client.ask_pages(bodies) for hit in hits]


def _coded(asking: _Asking, window: _Window) -> list[Body]:
    """Whether the words are a code, asked for as if they were."""
    asked = asking.asked
    code = code_in(asked.words)
    if code is None:
        return []
    coded = replace(asked, code=code)
    return [question_body(asking.ctx, coded, asking.language_tag, asking.conditions, **_IDS, **window.options)]


def _pinned(asking: _Asking) -> list[Body]:
    """Which of the pinned products may be seen. They need not match the words."""
    ids = asking.wanted.pinned
    if not ids:
        return []
    everything = replace(asking.asked, words="")
    narrowed = (*asking.conditions, within(ids))
    return [question_body(asking.ctx, everything, asking.language_tag, narrowed, limit=len(ids), **_IDS)]


def _shown(asking: _Asking) -> Body:
    """What is to be told of each hit: where its words are, and how many of them it has."""
    return {**_MARKED, "showRankingScoreDetails": True} if asking.asked.words else _IDS


def _in(group: Group) -> tuple[str, ...]:
    return (group.condition,) if group.condition else ()


def _seen(wanted: Wanted, hits: Sequence[Json]) -> list[tuple[int, UUID]]:
    seen = {hit["id"] for hit in hits}
    return [(position, each) for position, each in wanted.merchandising.pins.items() if each.hex in seen]


def _hit(found: Placed) -> Hit:
    return Hit(pgproto.UUID(found.hit["id"]), found.position, found.hit.get("_formatted", {}), found.unpinned)
