"""Former prices under many hands: whatever commits in whatever order, past and present fit together."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from random import Random
from typing import Final

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.price_history import (
    LISTS,
    VARIANTS,
    Connection,
    Key,
    Span,
    Value,
    delete_price,
    joined,
    kept_spans,
    product_of,
    seed_variants,
    write_price,
)

KEYS: Final = [Key(VARIANTS[0], LISTS[0], 1), Key(VARIANTS[0], LISTS[1], 1), Key(VARIANTS[1], LISTS[0], 10)]
VALUES: Final = [Value(100), Value(200), Value(200, 300)]
WRITERS: Final = 6
ROUNDS: Final = 40


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Connection]:
    """A connection to a database that has the keys and no price."""
    opened = await asyncpg.connect(database_url)
    await seed_variants(opened)
    await opened.execute("DELETE FROM price")
    yield opened
    await opened.close()


@dataclass(frozen=True)
class Write:
    key: int
    value: int
    """None of the values: it is deleted."""
    how: str


@dataclass
class Expected:
    """What was said of each key: the plain model, one transaction after another."""

    begun: dict[Key, tuple[datetime, Value]] = field(default_factory=dict)
    ended: dict[Key, list[Span]] = field(default_factory=dict)

    def commit(self, moment: datetime, after: dict[Key, Value]) -> None:
        """A transaction that began at the moment left it so."""
        for key in KEYS:
            before, value = self.begun.get(key), after.get(key)
            if before is not None and before[1] != value:
                self.ended.setdefault(key, []).append(Span(before[0], moment, before[1]))
                del self.begun[key]
            if value is not None and key not in self.begun:
                self.begun[key] = moment, value

    def spans(self, key: Key) -> list[Span]:
        """In time, those that touch and say the same made one."""
        begun = self.begun.get(key)
        return joined([*self.ended.get(key, []), *([Span(begun[0], None, begun[1])] if begun else [])])


writes = st.builds(
    Write,
    key=st.integers(0, len(KEYS) - 1),
    value=st.integers(0, len(VALUES) - 1),
    how=st.sampled_from(["upsert", "update", "delete", "copy", "same", "all"]),
)
transactions = st.lists(
    st.tuples(st.lists(writes, min_size=1, max_size=5), st.sampled_from(["commit", "commit", "commit", "roll back"])),
    min_size=1,
    max_size=8,
)


async def perform(connection: Connection, write: Write, state: dict[Key, Value]) -> None:
    """The statement, and what it makes of the state."""
    key, value = KEYS[write.key], VALUES[write.value]
    match write.how:
        case "upsert":
            await write_price(connection, key, value)
            state[key] = value
        case "update":
            await connection.execute(
                "UPDATE price SET amount = $4, compare_at_amount = $5 "
                "WHERE (variant_id, price_list_id, min_quantity) = ($1, $2, $3)",
                *key,
                *value,
            )
            if key in state:
                state[key] = value
        case "delete":
            await delete_price(connection, key)
            state.pop(key, None)
        case "copy" if key not in state:
            await connection.copy_records_to_table(
                "price",
                columns=["variant_id", "price_list_id", "min_quantity", "product_id", "amount", "compare_at_amount"],
                records=[(*key, product_of(key.variant_id), *value)],
            )
            state[key] = value
        case "same":
            await connection.execute("UPDATE price SET amount = amount, since = now()")
        case "all":
            await connection.execute("UPDATE price SET amount = $1, compare_at_amount = $2", *value)
            state.update(dict.fromkeys(state, value))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=transactions)
async def test_any_sequence_of_changes(database: Connection, done: list[tuple[list[Write], str]]) -> None:
    """Compared with a plain model, span by span: no gap while it existed, no overlap, nothing that nobody saw."""
    earlier = {key: len(joined(await kept_spans(database, key))) for key in KEYS}
    state: dict[Key, Value] = {}
    expected = Expected()
    for wanted, ending in done:
        transaction = database.transaction()
        await transaction.start()
        moment = await database.fetchval("SELECT now()")
        after = dict(state)
        for write in wanted:
            await perform(database, write, after)
        if ending == "commit":
            await transaction.commit()
            expected.commit(moment, after)
            state = after
        else:
            await transaction.rollback()
    for key in KEYS:
        assert joined(await kept_spans(database, key))[earlier[key] :] == expected.spans(key)
    await database.execute("DELETE FROM price")


async def test_many_hands(database: Connection, database_url: str) -> None:
    """Writers of the same keys, who hold their transactions open for a while, commit in any order and roll back some.

    Each tells, in the transaction itself, what it did after it had done it: the order of these is that in which the
    rows were changed. What was said when follows from that.
    """
    await database.execute(
        "CREATE TABLE told (id bigserial PRIMARY KEY, key int, value int, began timestamptz DEFAULT now())"
    )
    earlier = {key: len(await kept_spans(database, key)) for key in KEYS}
    await asyncio.gather(*(work(database_url, Random(number)) for number in range(WRITERS)))
    told = await database.fetch("SELECT key, value, began FROM told ORDER BY id")
    await database.execute("DROP TABLE told")
    for number, key in enumerate(KEYS):
        mine = [(row["value"], row["began"]) for row in told if row["key"] == number]
        spans = (await kept_spans(database, key))[earlier[key] :]
        assert joined(spans) == said_of(mine)
        for before, after in pairwise(spans):
            assert before.until is not None
            assert before.since < before.until <= after.since


async def work(database_url: str, random: Random) -> None:
    connection = await asyncpg.connect(database_url)
    for _ in range(ROUNDS):
        transaction = connection.transaction()
        await transaction.start()
        # One key in each transaction, or in one order: nobody waits in a ring.
        for number in sorted(random.sample(range(len(KEYS)), random.randint(1, 2))):
            await asyncio.sleep(random.random() / 200)
            value = random.choice([None, 0, 1, 2])
            if value is not None:
                await write_price(connection, KEYS[number], VALUES[value])
            elif not await delete_price(connection, KEYS[number]):
                continue  # nothing was there, and nobody was waited for
            await connection.execute("INSERT INTO told (key, value) VALUES ($1, $2)", number, value)
            await asyncio.sleep(random.random() / 200)
        await (transaction.rollback() if random.random() < 0.2 else transaction.commit())
    await connection.close()


def said_of(told: list[tuple[int | None, datetime]]) -> list[Span]:
    """What a key said, from changes in the order in which they were made: moments never go back."""
    spans: list[Span] = []
    since: datetime | None = None
    value: Value | None = None
    for number, began in told:
        new = None if number is None else VALUES[number]
        if new == value:
            continue
        latest = since or (spans[-1].until if spans else None)
        moment = max(began, latest) if latest else began
        if value is not None and since is not None and since < moment:
            spans.append(Span(since, moment, value))
        since, value = (moment, new) if new is not None else (None, None)
    if value is not None and since is not None:
        spans.append(Span(since, None, value))
    return joined(spans)
