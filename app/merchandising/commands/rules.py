"""Rules of search, as staff make, change and delete them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import func, select

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.core.texts import is_line
from app.markets import Atlas, code_problems, load_atlas
from app.merchandising.commands.setting import delete_noted, write_changed, write_new
from app.merchandising.commands.targets import (
    CatalogFacts,
    Pin,
    WeightedTargets,
    pin_documents,
    weighted_documents,
)
from app.merchandising.errors import MerchandisingErrorCode as Code
from app.merchandising.ids import RULE_ID
from app.merchandising.models import RuleMatch, SearchRule
from app.merchandising.queries import load_search_rules, rule_facts
from app.merchandising.rules.checks import (
    LONGEST_NOTE,
    MOST_CATEGORIES,
    MOST_PRIORITY,
    MOST_RULES,
    problem,
    query_problems,
    redirect_problems,
    too_many,
)
from app.merchandising.rules.facts import RuleFacts, TargetKind

_LISTS: Final = ("queries", "language_tags", "channel_codes")


class SearchRuleChange(TypedDict, total=False):
    """What of a rule is to become what. What is left out stays."""

    note: str
    match: RuleMatch
    queries: Sequence[str]
    category_ids: Sequence[UUID | None]
    """An id that cannot be read is None, and is refused."""
    language_tags: Sequence[str]
    market_codes: Sequence[str]
    channel_codes: Sequence[str]
    pins: Sequence[Pin]
    boosts: Sequence[WeightedTargets]
    buries: Sequence[WeightedTargets]
    redirect: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    priority: int
    is_paused: bool


async def create_search_rule(ctx: RequestContext, *, code: str, change: SearchRuleChange) -> UUID:
    """A new rule, and its id.

    Refuses with `MerchandisingErrorCode` a code that is none or taken, a rule that applies to nothing or does nothing,
    what is not there in the catalog or the shop, two products at one position, a weight that does the opposite, an
    address that is none, and an end that is not after the start.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _planned(ctx, code, change)
        if any(each.code == code for each in await load_search_rules(ctx.db)):
            raise Refusal(problem(Code.CODE_TAKEN, "code", code=code))
        if (await session.execute(select(func.count()).select_from(SearchRule))).scalar_one() >= MOST_RULES:
            raise Refusal(problem(Code.TOO_MANY, most=MOST_RULES))
        await write_new(ctx, session, row, _noted("created", row.id))
        return row.id


async def update_search_rule(
    ctx: RequestContext, rule_id: UUID | None, change: SearchRuleChange, *, version: int | None = None
) -> UUID:
    """Change a rule, where it still has this version (None: whichever it has), and give its id.

    What is as it should be already makes no new version. Refuses as `create_search_rule` does.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, rule_id, version)
        values = await _values(ctx, change)
        queries = values.get("queries", row.queries)
        values["match"] = (values.get("match") or row.match or RuleMatch.EXACT) if queries else None
        refuse(_contradictions(SearchRule(**row.model_dump() | values)))
        await write_changed(ctx, session, row, values, _noted("updated", row.id))
        return row.id


async def delete_search_rule(ctx: RequestContext, rule_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a rule, where it still has this version, and give the id that it had."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, rule_id, version)
        deleted_id = row.id
        await delete_noted(ctx, session, row, _noted("deleted", deleted_id))
        return deleted_id


async def planned_search_rule(ctx: RequestContext, *, code: str, change: SearchRuleChange) -> RuleFacts:
    """The rule that `create_search_rule` would make, which nobody writes. Refuses as that does, but for a code that is
    taken: the rule of that code is what is tried out then."""
    return rule_facts(await _planned(ctx, code, change))


async def _planned(ctx: RequestContext, code: str, change: SearchRuleChange) -> SearchRule:
    refuse(_own(code_problems(code)))
    values = await _values(ctx, change)
    if values.get("queries"):
        values["match"] = values.get("match") or RuleMatch.EXACT
    else:
        values["match"] = None
    row = SearchRule(code=code, **values)
    refuse(_contradictions(row))
    return row


async def _found(session: AsyncSession, rule_id: UUID | None, version: int | None) -> SearchRule:
    row = await session.get(SearchRule, rule_id) if rule_id else None
    if row is None:
        raise Refusal(problem(Code.RULE_NOT_FOUND, "id"))
    refuse_stale(Code.STALE_VERSION, version, row.version)
    return row


async def _values(ctx: RequestContext, change: SearchRuleChange) -> dict[str, Any]:
    """What the change says, as columns have it. Refuses what is wrong with any of it alone."""
    pins = change.get("pins", ())
    boosts, buries = change.get("boosts", ()), change.get("buries", ())
    category_ids = change.get("category_ids", ())
    catalog = await CatalogFacts.of(ctx, pins, [*boosts, *buries], category_ids)
    atlas = await load_atlas(ctx.db)
    refuse(
        [
            *_plain_problems(change),
            *_audience_problems(atlas, change),
            *too_many(category_ids, MOST_CATEGORIES, "categoryIds"),
            *catalog.id_problems(TargetKind.CATEGORY, category_ids, "categoryIds"),
            *catalog.pin_problems(pins),
            *catalog.weighted_problems(boosts, "boosts", is_boost=True),
            *catalog.weighted_problems(buries, "buries", is_boost=False),
        ]
    )
    values: dict[str, Any] = {**change}
    values |= {name: list(dict.fromkeys(values[name])) for name in _LISTS if name in values}
    values |= {name: weighted_documents(values[name]) for name in ("boosts", "buries") if name in values}
    if "pins" in values:
        values["pins"] = pin_documents(pins)
    if "category_ids" in values:
        values["category_ids"] = sorted({each for each in category_ids if each})
    if "market_codes" in values:
        ids = {market.code: market.id for market in atlas.markets}
        values["market_ids"] = sorted({ids[code] for code in values.pop("market_codes")})
    return values


def _plain_problems(change: SearchRuleChange) -> Iterator[Problem]:
    note = change.get("note", "")
    if note and not is_line(note, LONGEST_NOTE):
        yield problem(Code.INVALID_NOTE, "note", longest=LONGEST_NOTE)
    yield from query_problems(change.get("queries", ()))
    redirect = change.get("redirect")
    if redirect is not None:
        yield from redirect_problems(redirect)
    if abs(change.get("priority", 0)) > MOST_PRIORITY:
        yield problem(Code.PRIORITY_OUT_OF_RANGE, "priority", least=-MOST_PRIORITY, most=MOST_PRIORITY)


def _audience_problems(atlas: Atlas, change: SearchRuleChange) -> Iterator[Problem]:
    for position, tag in enumerate(change.get("language_tags", ())):
        if tag not in atlas.language_fallbacks:
            yield problem(Code.LANGUAGE_NOT_SPOKEN, "languageCodes", str(position), language=tag)
    markets = {market.code for market in atlas.markets}
    for position, code in enumerate(change.get("market_codes", ())):
        if code not in markets:
            yield problem(Code.MARKET_NOT_FOUND, "marketCodes", str(position), code=code)
    channels = {channel.code for channel in atlas.channels}
    for position, code in enumerate(change.get("channel_codes", ())):
        if code not in channels:
            yield problem(Code.CHANNEL_NOT_FOUND, "channelCodes", str(position), code=code)


def _contradictions(row: SearchRule) -> Iterator[Problem]:
    if not (row.queries or row.category_ids):
        yield problem(Code.TRIGGER_MISSING, "queries")
    if not (row.pins or row.boosts or row.buries or row.redirect):
        yield problem(Code.EFFECT_MISSING)
    if row.starts_at is not None and row.ends_at is not None and row.ends_at <= row.starts_at:
        yield problem(Code.ENDS_BEFORE_START, "endsAt")


def _own(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The same by merchandising's codes, which are called as those of the setup are."""
    return (Problem(Code[each.code.name], each.path, each.facts) for each in problems)


def _noted(verb: str, rule_id: UUID) -> Noted:
    return Noted(f"merchandising.rule_{verb}", RULE_ID.prefix, rule_id)
