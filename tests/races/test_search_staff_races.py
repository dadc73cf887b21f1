"""Two who say something about search at once, and storefronts that send at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.analytics import EventOutcome, SearchEventKind, SentEvent, Span, count_events, totals
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.ids import new_id
from app.merchandising import (
    SynonymKind,
    create_search_rule,
    create_synonyms,
    load_search_rules,
    load_synonyms,
    update_search_rule,
)
from tests.support.shop import Shop

pytestmark = pytest.mark.usefixtures("shop")


def codes(outcomes: Sequence[object]) -> list[str]:
    return sorted(
        str(outcome.problems[0].code.value) if isinstance(outcome, Refusal) else "done" for outcome in outcomes
    )


def another(ctx: RequestContext) -> RequestContext:
    return replace(ctx, loaders={})


async def test_of_two_edits_of_one_version_one_is_refused(ctx: RequestContext) -> None:
    rule_id = await create_search_rule(ctx, code="race", change={"queries": ["mug"], "redirect": "/a"})
    outcomes = await asyncio.gather(
        *(update_search_rule(another(ctx), rule_id, {"redirect": f"/{number}"}, version=1) for number in range(6)),
        return_exceptions=True,
    )
    assert codes(outcomes) == ["STALE_VERSION"] * 5 + ["done"]
    (rule,) = [row for row in await load_search_rules(ctx.db) if row.id == rule_id]
    assert rule.version == 2


async def test_of_two_rules_of_one_code_one_is_refused(ctx: RequestContext) -> None:
    outcomes = await asyncio.gather(
        *(
            create_search_rule(another(ctx), code="same", change={"queries": ["mug"], "redirect": "/a"})
            for _ in range(6)
        ),
        return_exceptions=True,
    )
    assert codes(outcomes) == ["CODE_TAKEN"] * 5 + ["done"]


async def test_two_cannot_make_a_circle_at_once(ctx: RequestContext) -> None:
    outcomes = await asyncio.gather(
        *(
            create_synonyms(
                another(ctx), language_tag="en", change={"kind": SynonymKind.ONE_WAY, "words": [one], "others": [other]}
            )
            for one, other in (("sofa", "bed"), ("bed", "sofa")) * 3
        ),
        return_exceptions=True,
    )
    found = [(row.words, row.others) for row in await load_synonyms(ctx.db)]
    assert found in ([(["sofa"], ["bed"])], [(["bed"], ["sofa"])])
    assert codes(outcomes).count("done") == 1


async def test_the_same_events_sent_at_once_are_counted_once(ctx: RequestContext, shop: Shop) -> None:
    """In other orders, as tabs of a browser send them: nobody waits for another for ever."""
    searches = [SentEvent(new_id(), SearchEventKind.SEARCHED, f"q{number}", result_count=1) for number in range(20)]
    clicks = [
        SentEvent(new_id(), SearchEventKind.CLICKED, each.query, each.id, True, None, None, shop.mug, True, position=1)
        for each in searches
        for _ in range(2)
    ]
    events = [*searches, *clicks]
    sent = [events, events[::-1], [*clicks, *searches], clicks[::-1] + searches] * 3
    results = await asyncio.gather(*(count_events(another(ctx), each) for each in sent))
    counted = sum(result.outcome is EventOutcome.COUNTED for each in results for result in each)
    assert counted == len(events) == 60
    found = await totals(ctx.db, Span(ctx.now.date(), ctx.now.date()))
    assert (found.searches, found.clicks, found.clicked_searches) == (20, 40, 20)
