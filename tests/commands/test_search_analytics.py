"""What others are told of what is searched for, and how counts end with their time."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import asyncpg
import pytest

from app.analytics import KEPT_DAYS, PopularQuery, SearchEventKind, SentEvent, count_events, popular_queries
from app.analytics import jobs as analytics_jobs
from app.core.context import RequestContext
from app.core.ids import new_id

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

pytestmark = pytest.mark.usefixtures("shop")
TABLES = ("search_day", "search_query_day", "search_product_day")


@pytest.fixture(autouse=True)
async def nothing_counted(connection: Connection) -> None:
    await connection.execute("TRUNCATE seen_search_event, search_day, search_query_day, search_product_day, pgqueuer")


async def search_for(ctx: RequestContext, counts: Mapping[str, int], results: int = 1, days_ago: int = 0) -> None:
    moment = ctx.now - timedelta(days=days_ago)
    events = [
        SentEvent(new_id(), SearchEventKind.SEARCHED, query, occurred_at=moment, result_count=results)
        for query, count in counts.items()
        for _ in range(count)
    ]
    assert all(result.outcome == "COUNTED" for result in await count_events(ctx, events))


async def purge_jobs(connection: Connection) -> list[datetime]:
    rows = await connection.fetch("SELECT execute_after FROM pgqueuer WHERE entrypoint = $1", analytics_jobs.PURGE_JOB)
    return [row["execute_after"] for row in rows]


async def test_popular_is_what_many_search_for_and_find(ctx: RequestContext) -> None:
    await search_for(ctx, {"mug": 5, "shirt": 4, "kettle": 4, "rare": 2, "sofa": 3})
    await search_for(ctx, {"sofa": 3}, results=0)
    await search_for(ctx, {"lamp": 6, "mug": 1}, days_ago=3)
    tag, today = ctx.place.language_tag, ctx.now.date()
    recent = [PopularQuery("mug", 5), PopularQuery("kettle", 4), PopularQuery("shirt", 4)]
    assert await popular_queries(ctx.db, tag, 10, today) == recent
    assert await popular_queries(ctx.db, tag, 2, today - timedelta(days=3)) == [
        PopularQuery("lamp", 6),
        PopularQuery("mug", 6),
    ]
    assert await popular_queries(ctx.db, "xx", 10, today) == []


async def test_counts_and_ids_go_when_their_time_is_over(ctx: RequestContext, connection: Connection) -> None:
    today = ctx.now.date()
    for days_ago in (KEPT_DAYS + 1, KEPT_DAYS, 0):
        day = today - timedelta(days=days_ago)
        await connection.execute("INSERT INTO search_day (day, market_code, language_tag) VALUES ($1, 'uk', 'en')", day)
        for table, more in (("search_query_day", ""), ("search_product_day", ", product_id")):
            await connection.execute(
                f"INSERT INTO {table} (day, market_code, language_tag, query{more}) "  # noqa: S608 - names of this file
                f"VALUES ($1, 'uk', 'en', 'mug'{', gen_random_uuid()' if more else ''})",
                day,
            )
    # An event may come seven days late, from a clock that is ten minutes ahead: for so long its id is remembered.
    for ago in (timedelta(days=7, minutes=11), timedelta(days=7, minutes=9)):
        await connection.execute("INSERT INTO seen_search_event VALUES (gen_random_uuid(), $1)", ctx.now - ago)

    await analytics_jobs.purge(ctx, {})
    for table in TABLES:
        rows = await connection.fetch(f"SELECT day FROM {table} ORDER BY day")  # noqa: S608 - names of this file
        assert [row["day"] for row in rows] == [today - timedelta(days=KEPT_DAYS), today]
    seen = await connection.fetch("SELECT seen_at FROM seen_search_event")
    assert [row["seen_at"] for row in seen] == [ctx.now - timedelta(days=7, minutes=9)]
    (planned,) = await purge_jobs(connection)
    assert timedelta(hours=23) < planned - datetime.now(UTC) <= timedelta(days=1)


async def test_the_first_event_of_a_day_plans_the_clean_up_once(ctx: RequestContext, connection: Connection) -> None:
    assert await purge_jobs(connection) == []
    await search_for(ctx, {"mug": 1})
    await search_for(ctx, {"mug": 1})
    assert len(await purge_jobs(connection)) == 1
