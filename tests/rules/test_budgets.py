"""A bucket sinks without steps, and a process keeps to it whether or not anyone answers."""

import asyncio
import logging
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.admission import Budgets, Charge, Entry, Level
from app.admission import budgets as rules
from app.admission.budgets import StoreAway, fits, sunk, wait

AMOUNTS = st.integers(1, 10**6)


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Store:
    """A store in memory, by the same clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.levels: dict[str, tuple[float, float]] = {}
        self.told: list[list[Entry]] = []
        self.asked = 0
        self.is_away = False

    async def tell(self, entries: Sequence[Entry]) -> Sequence[float]:
        self.check()
        self.told.append(list(entries))
        return [self.add(entry, entry.spent) for entry in entries]

    async def ask(self, entry: Entry, wanted: float) -> Level:
        self.check()
        self.asked += 1
        used = self.add(entry, entry.spent)
        if not fits(used, wanted, entry.per_minute):
            return Level(used, granted=False)
        return Level(self.add(entry, wanted), granted=True)

    async def close(self) -> None:
        pass

    def check(self) -> None:
        if self.is_away:
            raise StoreAway("away")

    def add(self, entry: Entry, spent: float) -> float:
        used, at = self.levels.get(entry.viewer, (0.0, self.clock.now))
        level = sunk(used, entry.per_minute, self.clock.now - at) + spent
        self.levels[entry.viewer] = (level, self.clock.now)
        return level


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Store:
    return Store(clock)


def node(store: Store) -> Budgets:
    """One process, which tells the store only when a test says so."""
    return Budgets(store, flush_seconds=3600, clock=store.clock)


@given(used=st.floats(0, 10**6), per_minute=AMOUNTS, cost=AMOUNTS)
def test_what_is_refused_fits_after_the_wait_and_no_sooner(used: float, per_minute: int, cost: int) -> None:
    seconds = wait(used, cost, per_minute)

    assert (seconds == 0) == fits(used, cost, per_minute)
    assert sunk(used, per_minute, seconds) + min(cost, per_minute) <= per_minute * (1 + 1e-9)
    if seconds > 1e-3:
        assert not fits(sunk(used, per_minute, seconds * 0.99), cost, per_minute)


@given(per_minute=AMOUNTS, parts=st.lists(st.floats(0, 10), max_size=8))
def test_it_sinks_by_the_budget_in_a_minute_however_often_one_looks(per_minute: int, parts: list[float]) -> None:
    used = 10.0**7
    for seconds in parts:
        used = sunk(used, per_minute, seconds)

    assert used == pytest.approx(10**7 - per_minute * sum(parts) / 60)
    assert sunk(5.0, 60, 4.0) == 1.0
    assert sunk(5.0, 60, 100.0) == 0.0
    assert sunk(5.0, 60, -100.0) == 5.0, "a clock that runs back changes nothing"


async def test_spending_refusal_and_the_way_back(store: Store) -> None:
    budgets = node(store)

    assert await budgets.charge("ann", 100, 600) == Charge(True, 500, 0.0)
    assert await budgets.charge("ann", 500, 600) == Charge(True, 0, 0.0)
    assert await budgets.charge("ann", 30, 600) == Charge(False, 0, 3.0)
    assert await budgets.charge("bob", 30, 600) == Charge(True, 570, 0.0), "another viewer has a budget of their own"
    store.clock.now += 2.9
    assert (await budgets.charge("ann", 30, 600)).admitted is False
    store.clock.now += 0.1
    assert await budgets.charge("ann", 30, 600) == Charge(True, 0, 0.0), "and the refused ones were not charged"


async def test_what_is_larger_than_the_whole_budget_runs_when_nothing_is_used_and_is_owed(store: Store) -> None:
    budgets = node(store)

    assert await budgets.charge("ann", 900, 600) == Charge(True, 0, 0.0)
    assert await budgets.charge("ann", 1, 600) == Charge(False, 0, 30.1)


async def test_a_budget_of_nothing_is_none(store: Store) -> None:
    assert await node(store).charge("ann", 10**9, 0) == Charge(True, 0, 0.0)
    assert store.told == []


async def test_small_spending_waits_for_nobody_and_is_told_in_one_statement(store: Store) -> None:
    budgets = node(store)
    for viewer in ("ann", "bob", "eve"):
        for _ in range(3):
            await budgets.charge(viewer, 10, 600)
    assert (store.told, store.asked) == ([], 0)

    await budgets.flush()
    await budgets.flush()

    assert [[entry.spent for entry in entries] for entries in store.told] == [[30.0, 30.0, 30.0]]
    assert "ann" not in {entry.viewer for entry in store.told[0]}, "who the viewers are is hidden"


async def test_the_store_is_asked_before_a_quarter_would_be_unsent(store: Store) -> None:
    budgets = node(store)
    await budgets.charge("ann", 150, 600)
    assert store.asked == 0

    await budgets.charge("ann", 1, 600)

    assert store.asked == 1
    assert [level for level, _ in store.levels.values()] == [151.0]


async def test_many_nodes_overshoot_by_a_quarter_each_at_most_and_it_is_owed(store: Store) -> None:
    """Each of four nodes spends by tens, and nobody flushes: as bad as it can be."""
    nodes = [node(store) for _ in range(4)]
    spent = 0
    for _ in range(100):
        for each in nodes:
            spent += 10 * (await each.charge("ann", 10, 600)).admitted

    assert 600 <= spent <= 600 + 4 * 150
    for each in nodes:
        await each.flush()
    assert sum(level for level, _ in store.levels.values()) == spent
    store.clock.now += (spent - 600) / 10
    charges = [await each.charge("ann", 200, 600) for each in nodes]
    assert not any(charge.admitted for charge in charges), "it is paid off first"


async def test_a_store_that_is_away_stops_nobody_and_is_told_of_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    budgets = node(store)
    store.is_away = True
    with caplog.at_level(logging.WARNING):
        admitted = [(await budgets.charge("ann", 100, 600)).admitted for _ in range(8)]
        await budgets.flush()

        assert admitted == [True] * 6 + [False] * 2
        assert len(caplog.records) == 1

        store.is_away = False
        await budgets.flush()

    assert [level for level, _ in store.levels.values()] == [600.0]
    assert [record.message.split(" (")[0] for record in caplog.records] == [
        "The store of budgets does not answer",
        "The store of budgets answers again.",
    ]


async def test_what_was_spent_long_ago_is_not_charged_when_the_store_comes_back(store: Store) -> None:
    budgets = node(store)
    store.is_away = True
    await budgets.charge("ann", 100, 600)
    store.clock.now += 4
    store.is_away = False
    await budgets.flush()

    assert [level for level, _ in store.levels.values()] == [60.0]


async def test_a_request_that_is_given_up_loses_no_spending(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets = node(store)
    await budgets.charge("ann", 100, 600)

    async def never(entry: Entry, wanted: float) -> Level:
        await asyncio.sleep(3600)
        raise AssertionError(entry, wanted)

    with monkeypatch.context() as patched:
        patched.setattr(store, "ask", never)
        given_up = asyncio.create_task(budgets.charge("ann", 100, 600))
        await asyncio.sleep(0)
        given_up.cancel()
        assert isinstance((await asyncio.gather(given_up, return_exceptions=True))[0], asyncio.CancelledError)
    await budgets.flush()

    assert [level for level, _ in store.levels.values()] == [100.0]


async def test_a_flood_of_viewers_takes_bounded_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_VIEWERS", 10)
    budgets = node(store)
    for number in range(1000):
        await budgets.charge(f"viewer {number}", 1, 600)

    assert len(budgets._accounts) == 10
    assert len(budgets._unsent) == 10


async def test_it_flushes_by_itself_and_stops_when_there_is_nothing_to_tell(store: Store) -> None:
    budgets = Budgets(store, flush_seconds=0.001, clock=store.clock)
    await budgets.charge("ann", 7, 600)
    assert budgets._flushing is not None
    await asyncio.wait_for(budgets._flushing, 5)

    assert [level for level, _ in store.levels.values()] == [7.0]
    await budgets.charge("ann", 1, 600)
    await budgets.close()
    assert [level for level, _ in store.levels.values()] == [8.0], "closing tells the last"
