"""Responses in memory: bounded by bytes, the least recently used go first, and a drop reaches fills under way."""

import tracemalloc
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from app.responses import MemoryStore, Response
from app.responses.drops import Drops

NEVER = 1e12
LARGE = 1 << 30


def response(*tags: str, body: bytes = b"{}", expires_at: float = NEVER) -> Response:
    return Response.of(body, frozenset(tags), expires_at)


def keys_in(store: MemoryStore, *keys: bytes) -> list[bytes]:
    return [key for key in keys if store.get(key, 0) is not None]


def test_what_is_put_is_found_until_it_expires() -> None:
    store, kept = MemoryStore(LARGE), response("a", expires_at=100.0)
    assert store.get(b"k", 0) is None
    assert store.put(b"k", kept, store.begin())
    assert store.get(b"k", 99.9) is kept
    assert store.get(b"k", 100.0) is None
    assert (len(store), store.used) == (0, 0)


def test_the_least_recently_used_goes_first() -> None:
    size = 1 + response().size
    store = MemoryStore(8 * size)
    keys = [b"%d" % number for number in range(8)]
    for key in keys:
        assert store.put(key, response(), store.begin())
    assert (len(store), store.used) == (8, 8 * size)
    store.get(b"0", 0)
    store.put(b"2", response(), store.begin())  # what is put anew counts as used
    for new in (b"a", b"b", b"c"):
        assert store.put(new, response(), store.begin())
        assert store.used == 8 * size
    assert keys_in(store, *keys, b"a", b"b", b"c") == [b"0", b"2", b"5", b"6", b"7", b"a", b"b", b"c"]


def test_one_entry_pushes_out_as_many_as_it_needs() -> None:
    small = 1 + response().size
    large = response(body=bytes(2 * small))  # room for its compressed forms is reckoned too: it takes as much as five
    store = MemoryStore(40 * small)
    keys = [b"%c" % number for number in range(65, 105)]
    for key in keys:
        store.put(key, response(), store.begin())
    assert store.put(b"x", large, store.begin())
    assert keys_in(store, *keys) == keys[5:]
    assert store.used == 35 * small + 1 + large.size


def test_replacing_an_entry_accounts_for_the_new_one_only() -> None:
    store = MemoryStore(LARGE)
    store.put(b"k", response("a", "b", body=bytes(5000)), store.begin())
    after = response("c")
    store.put(b"k", after, store.begin())
    assert (len(store), store.used) == (1, 1 + after.size)
    store.drop(["a", "b"])
    assert store.get(b"k", 0) is after
    store.drop(["c"])
    assert (len(store), store.used) == (0, 0)


def test_what_would_take_more_than_an_eighth_is_not_kept() -> None:
    size = 1 + response("a").size
    assert MemoryStore(8 * size).put(b"k", response("a"), 0)
    refusing = MemoryStore(8 * size - 1)
    assert not refusing.put(b"k", response("a"), 0)
    assert (len(refusing), refusing.used) == (0, 0)
    assert not MemoryStore(0).put(b"k", response(), 0)


def test_a_drop_takes_all_with_any_of_its_tags_and_nothing_else() -> None:
    store = MemoryStore(LARGE)
    store.put(b"1", response("a", "list"), store.begin())
    store.put(b"2", response("b", "list"), store.begin())
    store.put(b"3", response("b"), store.begin())
    store.put(b"4", response(), store.begin())
    store.drop(["a", "unknown"])
    assert keys_in(store, b"1", b"2", b"3", b"4") == [b"2", b"3", b"4"]
    store.drop(["list"])
    assert keys_in(store, b"1", b"2", b"3", b"4") == [b"3", b"4"]
    store.clear()
    assert (len(store), store.used) == (0, 0)


@pytest.mark.parametrize("everything", [False, True], ids=["tag", "everything"])
def test_what_was_read_before_a_drop_is_not_kept_after_it(everything: bool) -> None:
    store = MemoryStore(LARGE)
    ticket = store.begin()
    store.clear() if everything else store.drop(["b"])
    assert not store.put(b"k", response("a", "b"), ticket)
    assert store.get(b"k", 0) is None
    assert store.put(b"k", response("a", "b"), store.begin())


def test_a_drop_of_another_tag_does_not_disturb_a_fill() -> None:
    store = MemoryStore(LARGE)
    ticket = store.begin()
    store.drop(["b"])
    assert store.put(b"k", response("a"), ticket)


def test_a_ticket_older_than_the_record_of_drops_counts_as_too_old() -> None:
    store = MemoryStore(LARGE, Drops(most=2))
    before = store.begin()
    store.drop(["a"])
    after_a = store.begin()
    store.drop(["b", "c"])  # the record holds b and c; a is forgotten
    assert not store.put(b"k", response("a"), before)
    assert not store.put(b"k", response("z"), before)
    assert store.put(b"k", response("z"), after_a)
    assert not store.put(b"k", response("c"), after_a)


def test_the_record_forgets_the_oldest_drop_first() -> None:
    drops = Drops(most=2)
    for tag in ("a", "b"):
        drops.record(tag)
    ticket = drops.ticket()
    for tag in ("a", "c", "d"):  # forgets b, then the second a
        drops.record(tag)
    assert drops.missed(ticket, ["a"])


def test_the_record_of_drops_is_bounded() -> None:
    drops = Drops(most=10)
    for number in range(1000):
        drops.record(f"{number}")
        drops.record("always")
    assert len(drops._last) == 10


def test_the_reckoned_size_is_not_below_the_real_one() -> None:
    store = MemoryStore(LARGE)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(500):
            shown = Response.of(b"%d" % number * 700, frozenset(uuid4().hex for _ in range(10)), NEVER)
            store.put(uuid4().bytes, shown, store.begin())
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(store) == 500
    assert after - before <= store.used


TAGS = ("a", "b", "c", "d", "e", "f")
some_tags = st.frozensets(st.sampled_from(TAGS), max_size=3)
a_key = st.sampled_from([b"1", b"2", b"3"])


class Histories(RuleBasedStateMachine):
    """Any interleaving of fills, drops and looks, against a model that remembers all that ever happened."""

    tickets: Bundle[tuple[int, int]] = Bundle("tickets")

    @initialize()
    def open(self) -> None:
        self.store = MemoryStore(LARGE, Drops(most=3))
        self.now = 0.0
        self.drops: list[str | None] = []
        """All drops in their order; `None` is everything."""
        self.kept: dict[bytes, tuple[Response, int]] = {}
        """What was last put under each key, and how many drops there were when its fill began."""

    def is_stale(self, shown: Response, began: int) -> bool:
        return any(tag is None or tag in shown.tags for tag in self.drops[began:])

    @rule(target=tickets)
    def begin(self) -> tuple[int, int]:
        return self.store.begin(), len(self.drops)

    @rule(key=a_key, tags=some_tags, ticket=tickets, seconds=st.floats(1, 20))
    def put(self, key: bytes, tags: frozenset[str], ticket: tuple[int, int], seconds: float) -> None:
        given, began = ticket
        shown = response(*tags, expires_at=self.now + seconds)
        kept = self.store.put(key, shown, given)
        stale = self.is_stale(shown, began)
        assert not (kept and stale)
        if len(set(self.drops)) <= 3:
            assert kept is not stale
        if kept:
            self.kept[key] = shown, began

    @rule(tags=some_tags)
    def drop(self, tags: frozenset[str]) -> None:
        order = sorted(tags)
        self.store.drop(order)
        self.drops += order

    @rule()
    def clear(self) -> None:
        self.store.clear()
        self.drops.append(None)

    @rule(seconds=st.floats(0, 10))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(key=a_key)
    def get(self, key: bytes) -> None:
        expected, began = self.kept.get(key, (None, 0))
        if expected is not None and (self.is_stale(expected, began) or expected.expires_at <= self.now):
            expected = None
        assert self.store.get(key, self.now) is expected

    @invariant()
    def nothing_is_left_over(self) -> None:
        if not hasattr(self, "store"):
            return
        entries = self.store._entries
        assert self.store.used == sum(len(key) + shown.size for key, shown in entries.items())
        index: dict[str, set[bytes]] = {}
        for key, shown in entries.items():
            for tag in shown.tags:
                index.setdefault(tag, set()).add(key)
        assert self.store._tagged == index


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
