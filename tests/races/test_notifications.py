"""Open connections hear of committed events, and of nothing else; what may have been missed is said."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from asyncpg import Connection

from app.core.db import Database
from app.core.settings import Settings
from app.events import Event, record
from app.events.notifications import APPLICATION_NAME, Gap, Notice, Notifications, Subscription

ONE, OTHER = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Paid(Event):
    type: ClassVar[str] = "tests.paid"


@dataclass(frozen=True)
class Shipped(Event):
    type: ClassVar[str] = "tests.shipped"


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    opened = await Database.connect(settings.database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def notifications(settings: Settings) -> AsyncIterator[Notifications]:
    opened = await Notifications.open(settings.database_url)
    yield opened
    await opened.close()


async def tell(database: Database, *events: Event) -> None:
    async with database.transaction() as session:
        for event in events:
            await record(session, event)


async def take(subscription: Subscription, count: int) -> list[Notice | Gap]:
    async with asyncio.timeout(10):
        return [await anext(subscription) for _ in range(count)]


async def test_a_commit_is_heard_and_a_rollback_is_not(database: Database, notifications: Notifications) -> None:
    async def change_and_fail() -> None:
        async with database.transaction() as session:
            await record(session, Paid(ONE))
            raise ZeroDivisionError

    async with notifications.subscribe() as subscription:
        with pytest.raises(ZeroDivisionError):
            await change_and_fail()
        await tell(database, Shipped(ONE))
        assert await take(subscription, 1) == [Notice("tests.shipped", ONE)]


async def test_a_subscription_hears_only_what_it_asked_for(database: Database, notifications: Notifications) -> None:
    async with (
        notifications.subscribe(types={"tests.shipped"}) as shipped,
        notifications.subscribe(subject_ids=[ONE]) as one,
        notifications.subscribe(types={"tests.paid"}, subject_ids=[OTHER]) as other_paid,
    ):
        await tell(database, Paid(ONE), Shipped(OTHER), Paid(OTHER), Shipped(ONE))
        assert await take(shipped, 2) == [Notice("tests.shipped", OTHER), Notice("tests.shipped", ONE)]
        assert await take(one, 2) == [Notice("tests.paid", ONE), Notice("tests.shipped", ONE)]
        assert await take(other_paid, 1) == [Notice("tests.paid", OTHER)]


@pytest.mark.parametrize(("waiting", "first"), [(100, Notice("tests.1", ONE)), (101, Gap())])
async def test_a_reader_that_is_too_slow_is_told_of_a_gap(
    database: Database, notifications: Notifications, connection: Connection, waiting: int, first: Notice | Gap
) -> None:
    async with (
        notifications.subscribe(subject_ids=[ONE]) as slow,
        notifications.subscribe(subject_ids=[OTHER]) as marker,
    ):
        await connection.execute(
            "SELECT pg_notify('tradewind_events', format('tests.%s %s', n, $1::uuid)) FROM generate_series(1, $2) n",
            ONE,
            waiting,
        )
        await tell(database, Paid(OTHER))
        await take(marker, 1)
        assert await take(slow, 1) == [first]
        if isinstance(first, Gap):
            await tell(database, Paid(ONE))
            assert await take(slow, 1) == [Notice("tests.paid", ONE)]


async def test_a_lost_connection_is_renewed_and_the_gap_is_said(
    database: Database, notifications: Notifications, connection: Connection
) -> None:
    async with notifications.subscribe(subject_ids=[ONE]) as subscription:
        killed = await connection.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = $1",
            APPLICATION_NAME,
        )
        assert killed == 1
        assert await take(subscription, 1) == [Gap()]
        await tell(database, Paid(ONE))
        assert await take(subscription, 1) == [Notice("tests.paid", ONE)]


async def test_closing_ends_every_subscription(notifications: Notifications) -> None:
    async with notifications.subscribe() as before:
        await notifications.close()
        assert [notice async for notice in before] == []
    async with notifications.subscribe() as after:
        assert [notice async for notice in after] == []


async def test_a_notice_that_cannot_be_read_is_passed_over(
    database: Database, notifications: Notifications, connection: Connection
) -> None:
    async with notifications.subscribe() as subscription:
        for payload in ("", "tests.paid", "tests.paid not-an-id", "a b c"):
            await connection.execute("SELECT pg_notify('tradewind_events', $1)", payload)
        await tell(database, Paid(ONE))
        assert await take(subscription, 1) == [Notice("tests.paid", ONE)]


async def test_what_waits_can_be_forgotten_and_the_end_cannot(database: Database, notifications: Notifications) -> None:
    async with notifications.subscribe(subject_ids=[ONE]) as subscription, notifications.subscribe() as everything:
        await tell(database, Paid(ONE), Shipped(ONE))
        await take(everything, 2)
        subscription.forget_waiting()
        await tell(database, Paid(ONE))
        assert await take(subscription, 1) == [Notice("tests.paid", ONE)]

        await notifications.close()
        subscription.forget_waiting()
        with pytest.raises(StopAsyncIteration):
            await take(subscription, 1)
