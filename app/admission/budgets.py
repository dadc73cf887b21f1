"""What one viewer may spend in a minute, the same for all processes, at almost no cost for a request.

A budget is a bucket that holds what is *used*: spending raises it, and it sinks by the budget in a minute, without
steps. An operation is admitted while it fits. One that is larger than the whole budget is admitted when nothing is
used, and waited off like any other.

A process books what it admits itself, and tells the store what is unsent every half second, for all viewers in one
statement; it is told back what all processes together have used. Where a viewer's unsent spending would exceed a
quarter of the budget, the store is asked first, and decides in one step.

*The bound.* Until a process hears of others, it may admit a quarter of a budget that they have used up; so N processes
let a viewer overshoot by N quarters of the budget at most, once: what is overspent is owed, and in the long run nobody
spends more than the budget. While the store is away each process judges by what it admitted itself: N budgets.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple, Protocol, TypeVar

MINUTE = 60.0
FLUSH_SECONDS = 0.5
UNSENT_PART = 4
"""Of a budget, one in so many parts may be spent before the store hears of it."""
MOST_VIEWERS = 20_000
"""Whose spending one process keeps in mind."""
_MOST_AT_ONCE = 500
"""Viewers in one statement."""
_PATIENCE = 0.25
"""Seconds that a request waits for the store."""
_BACKGROUND_SECONDS = 2.0
"""For what no request waits for."""
_log = logging.getLogger(__name__)

AnswerT = TypeVar("AnswerT")


class Charge(NamedTuple):
    """What became of a request to spend."""

    admitted: bool
    remaining: int
    """What may be spent at once."""
    retry_after: float
    """Seconds until it would be admitted; 0 where it was."""


class Entry(NamedTuple):
    """What a store is told of one viewer."""

    viewer: str
    per_minute: int
    spent: float
    """Since it was told last."""


class Level(NamedTuple):
    """What a store answers to a wish."""

    used: float
    """By all processes."""
    granted: bool
    """Whether what was wanted fitted, and was spent."""


class BudgetStore(Protocol):
    """Where processes meet. Its own clock measures the time. Its calls raise `StoreAway`."""

    async def tell(self, entries: Sequence[Entry]) -> Sequence[float]:
        """Add what was spent by these viewers, each of whom comes once; answer what each has used by now."""

    async def ask(self, entry: Entry, wanted: float) -> Level:
        """Add what was spent, and what is wanted if it fits beside it, in one step."""

    async def close(self) -> None: ...


class StoreAway(Exception):  # noqa: N818 - a state of the world, and no error of the program
    """The store does not answer."""


@dataclass(eq=False)
class _Account:
    """What a process knows of one viewer."""

    viewer: str
    per_minute: int
    at: float
    used: float = 0.0
    """At the moment `at`, by all processes as far as known, with what is unsent."""
    unsent: float = 0.0

    def settle(self, now: float) -> None:
        """Let the time pass."""
        self.used = sunk(self.used, self.per_minute, now - self.at)
        self.unsent = min(self.unsent, self.used)  # what has sunk away need not be told any more
        self.at = now


def sunk(used: float, per_minute: int, seconds: float) -> float:
    """What is used after so many seconds."""
    return max(used - per_minute * max(seconds, 0.0) / MINUTE, 0.0)


def fits(used: float, cost: float, per_minute: int) -> bool:
    """Whether an operation of this cost is admitted."""
    return used + min(cost, per_minute) <= per_minute


def wait(used: float, cost: float, per_minute: int) -> float:
    """Seconds until it is."""
    return max(used + min(cost, per_minute) - per_minute, 0.0) * MINUTE / per_minute


class Budgets:
    """The budgets of all viewers, as one process sees them."""

    def __init__(
        self,
        store: BudgetStore,
        *,
        secret: bytes = b"",
        flush_seconds: float = FLUSH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`secret` hides in the store who the viewers are: some are addresses of people."""
        self._store = store
        self._secret = secret[:64]
        self._flush_seconds = flush_seconds
        self._clock = clock
        self._accounts: dict[str, _Account] = {}
        self._unsent: dict[_Account, None] = {}
        """Those with something unsent, in the order in which they began to."""
        self._flushing: asyncio.Task[None] | None = None
        self._is_away = False

    async def charge(self, viewer: str, cost: int, per_minute: int) -> Charge:
        """Spend, if it fits. A budget of 0 is none. What is refused is not charged."""
        if per_minute <= 0:
            return Charge(True, 0, 0.0)
        account = self._account(viewer, per_minute)
        if cost <= 0:
            return _admitted(account)
        if not fits(account.used, cost, per_minute):
            return _refused(account, cost)
        if account.unsent + cost > per_minute / UNSENT_PART and not self._is_away:
            return await self._ask_first(account, cost)
        return self._book(account, cost)

    async def flush(self) -> None:
        """Tell the store what was spent since it was told last."""
        waiting = list(self._unsent)
        for start in range(0, len(waiting), _MOST_AT_ONCE):
            told = [(account, self._take(account)) for account in waiting[start : start + _MOST_AT_ONCE]]
            told = [(account, entry) for account, entry in told if entry.spent]  # the rest has sunk away
            entries = [entry for _, entry in told]
            used = await self._try(told, _BACKGROUND_SECONDS, self._store.tell(entries))
            if used is None:
                break
            for (account, _), level in zip(told, used, strict=True):
                self._learn(account, level)

    async def close(self) -> None:
        """Tell the store the last, and let go of it."""
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.gather(self._flushing, return_exceptions=True)
        await self.flush()
        await self._store.close()

    def _account(self, viewer: str, per_minute: int) -> _Account:
        now = self._clock()
        account = self._accounts.get(viewer)
        if account is None:
            if len(self._accounts) >= MOST_VIEWERS:
                self._accounts.pop(next(iter(self._accounts)))
            account = self._accounts[viewer] = _Account(self._hidden(viewer), per_minute, now)
        account.settle(now)
        account.per_minute = per_minute
        return account

    def _book(self, account: _Account, cost: int) -> Charge:
        account.used += cost
        self._owe(account, cost)
        return _admitted(account)

    def _owe(self, account: _Account, spent: float) -> None:
        """Note what the store has to be told."""
        if account not in self._unsent and len(self._unsent) >= MOST_VIEWERS:
            self._unsent.pop(next(iter(self._unsent)))
        account.unsent += spent
        self._unsent[account] = None
        if self._flushing is None or self._flushing.done():
            # In a context of its own: what the request counts and traces is not its concern.
            self._flushing = asyncio.get_running_loop().create_task(self._keep_flushing(), context=Context())

    async def _ask_first(self, account: _Account, cost: int) -> Charge:
        entry = self._take(account)
        level = await self._try([(account, entry)], _PATIENCE, self._store.ask(entry, cost))
        if level is None:  # by what is known here, which may have changed meanwhile
            fitting = fits(account.used, cost, account.per_minute)
            return self._book(account, cost) if fitting else _refused(account, cost)
        self._learn(account, level.used)
        return _admitted(account) if level.granted else _refused(account, cost)

    def _take(self, account: _Account) -> Entry:
        """What the store is about to be told."""
        account.settle(self._clock())
        spent, account.unsent = account.unsent, 0.0
        self._unsent.pop(account, None)
        return Entry(account.viewer, account.per_minute, spent)

    def _learn(self, account: _Account, used: float) -> None:
        """What all processes have used, beside what this one has spent since it asked."""
        account.settle(self._clock())
        account.used = used + account.unsent

    async def _try(
        self, told: Sequence[tuple[_Account, Entry]], seconds: float, answer: Awaitable[AnswerT]
    ) -> AnswerT | None:
        """The store's answer; None where it is away. What it may not have heard is told again: it may then count
        twice, which is better than never."""
        try:
            async with asyncio.timeout(seconds):
                heard = await answer
        except BaseException as error:
            for account, entry in told:
                if entry.spent:
                    self._owe(account, entry.spent)
            if not isinstance(error, StoreAway | TimeoutError):
                raise
            self._lose(error)
            return None
        if self._is_away:
            self._is_away = False
            _log.warning("The store of budgets answers again.")
        return heard

    def _lose(self, error: Exception) -> None:
        if not self._is_away:
            self._is_away = True
            _log.warning("The store of budgets does not answer (%r): each process counts for itself until then.", error)

    async def _keep_flushing(self) -> None:
        """Until nothing is unsent."""
        while self._unsent:
            await asyncio.sleep(self._flush_seconds)
            await self.flush()

    def _hidden(self, viewer: str) -> str:
        return blake2b(viewer.encode(errors="surrogatepass"), digest_size=16, key=self._secret).hexdigest()


def _admitted(account: _Account) -> Charge:
    return Charge(True, _remaining(account), 0.0)


def _refused(account: _Account, cost: int) -> Charge:
    return Charge(False, _remaining(account), wait(account.used, cost, account.per_minute))


def _remaining(account: _Account) -> int:
    return max(int(account.per_minute - account.used), 0)
