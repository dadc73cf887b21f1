"""Use cases of analytics."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.analytics import service
from app.analytics.errors import AnalyticsErrorCode
from app.analytics.rules.counting import added_by
from app.analytics.rules.events import MOST_EVENTS, EventOutcome, SentEvent, event_problem
from app.catalog import Thing, things_by_ids
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal


@dataclass(frozen=True)
class EventResult:
    """What became of one of many events."""

    outcome: EventOutcome
    problems: tuple[Problem, ...] = ()


async def count_events(ctx: RequestContext, sent: Sequence[SentEvent]) -> list[EventResult]:
    """Count those of the events that can be counted and are not yet, each on its own, in the market and the language of
    the request; and say of each what became of it. A product that is not there, was forged or deleted, is counted
    nowhere.

    Refused as a whole are too many events.
    """
    if len(sent) > MOST_EVENTS:
        raise Refusal(Problem(AnalyticsErrorCode.TOO_MANY, ("input", "events"), {"most": MOST_EVENTS}))
    named = {event.product_id for event in sent if event.product_id}
    products = {each for each, thing in (await things_by_ids(ctx.db, named)).items() if thing is Thing.PRODUCT}
    problems = [
        event_problem(event, ("input", "events", str(index)), products, ctx.now) for index, event in enumerate(sent)
    ]
    sound: dict[UUID, SentEvent] = {}
    for event, wrong in zip(sent, problems, strict=True):
        if event.id and not wrong:
            sound.setdefault(event.id, event)
    new = await _count(ctx, sound) if sound else set()
    results, left = [], set(new)
    for event, wrong in zip(sent, problems, strict=True):
        if wrong:
            results.append(EventResult(EventOutcome.REFUSED, (wrong,)))
        else:
            results.append(EventResult(EventOutcome.COUNTED if event.id in left else EventOutcome.REPEATED))
            left.discard(event.id or UUID(int=0))
    return results


async def _count(ctx: RequestContext, events: dict[UUID, SentEvent]) -> set[UUID]:
    """Count those that are new, and give their ids."""
    async with ctx.transaction() as session:
        new = await service.see_events(session, events)
        counted = [events[each] for each in sorted(new)]
        firsts = await service.see_events(session, {each for event in counted if (each := event.first_of_search)})
        if counted and await service.is_first_of_day(session, ctx.now.date()):
            await service.plan_purge(session)
        await service.add_counts(
            session, added_by(counted, firsts, ctx.place.market_code, ctx.place.language_tag, ctx.now)
        )
    return new
