"""Rules of search are kept in the process, and answers no longer than until one begins or ends."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TypeAlias

import asyncpg
import pytest

from app.core.clock import utc_now
from app.core.context import RequestContext
from app.freshness import Boundaries
from app.merchandising import SearchRulesCache, create_search_rule

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture(autouse=True)
async def no_rules(ctx: RequestContext, connection: Connection) -> AsyncIterator[None]:
    ctx.part(SearchRulesCache).forget()
    yield
    await connection.execute("TRUNCATE search_rule")


async def test_rules_are_remembered_until_they_are_forgotten(ctx: RequestContext) -> None:
    cache = ctx.part(SearchRulesCache)
    assert await cache.get() == ()
    await create_search_rule(ctx, code="sale", change={"queries": ["SALE!"], "redirect": "/sale"})
    assert await cache.get() == ()
    cache.forget()
    (rule,) = await cache.get()
    assert (rule.code, rule.queries, rule.redirect) == ("sale", ("sale",), "/sale")


async def test_no_answer_is_kept_beyond_the_moment_at_which_a_rule_begins(ctx: RequestContext) -> None:
    now = utc_now()
    usual = await ctx.part(Boundaries).next(now)
    begins = now + timedelta(hours=1)
    await create_search_rule(ctx, code="later", change={"queries": ["sale"], "redirect": "/sale", "starts_at": begins})
    ctx.part(SearchRulesCache).forget()
    assert await ctx.part(Boundaries).next(now) == begins
    assert await ctx.part(Boundaries).next(begins) == usual
