"""What makes a kept answer stale, and how a process hears of it.

A change is committed with the notice of its event; every process that answers from memory hears it (`Freshness`) and
drops what shows the change. `app.wiring` says which event makes what stale. What changes by the clock alone has no
event: no answer is kept beyond the next such moment (`Boundaries`).

Guarantees: an answer from memory is never older than a change whose notice has arrived, which takes the time of one
message; a process that has not heard from the database for a second answers nothing from memory, and begins anew when
it hears again; a transaction that was rolled back drops nothing.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from app.catalog import next_publication
from app.core.db import Database
from app.events.notifications import Notice
from app.merchandising import SearchRulesCache, next_rule_moment
from app.pricing import PriceBookCache, next_dated_price
from app.responses import ResponseCache

PRODUCTS: Final = "products"
"""The tag of every list of products: of the shop, of a category, of a collection, filtered or not."""
CATEGORIES: Final = "categories"
"""The tag of the tops of the tree, and of what stands below a category."""
COLLECTIONS: Final = "collections"
BRANDS: Final = "brands"
ATTRIBUTES: Final = "attributes"
"""The tag of the list of attributes."""
SEARCH: Final = "search"
"""The tag of what the search engine answered."""
STOCK: Final = "stock"
"""The tag of lists of products that are filtered by what is in stock."""
PRICES: Final = "prices"
"""The tag of lists of products that are filtered or sorted by what they cost."""

SUBJECT: Final = "<subject>"
"""Stands for the tag of the event's subject: its UUID in hexadecimal digits, as objects tag the answers with them."""
EVERYTHING: Final = "<everything>"
"""Stands for all tags there are."""

_REMEMBERED_SECONDS: Final = 5.0


class Forgetful(Protocol):
    """A part of the process that remembers what it has read."""

    def forget(self) -> None:
        """Read it anew the next time."""


@dataclass(frozen=True)
class Stale:
    """What an event makes stale."""

    tags: tuple[str, ...] = ()
    """Of kept answers: names of lists, `SUBJECT`, `EVERYTHING`. None: the event changes nothing that is public."""
    parts: tuple[type[Forgetful], ...] = ()
    """Of the process, by which `RequestContext.part` knows them."""

    def tags_after(self, notice: Notice) -> frozenset[str]:
        """The tags that this notice drops."""
        return frozenset(notice.subject_id.hex if tag == SUBJECT else tag for tag in self.tags)


class Freshness:
    """Lets one process forget in time. A listener of its `Notifications`."""

    def __init__(self, table: Mapping[str, Stale], parts: Mapping[type, Any], answers: ResponseCache) -> None:
        """`table` says by the type of an event what is stale after it; `parts` are those of the runtime."""
        self._table = table
        self._answers = answers
        self._parts: dict[type[Forgetful], Forgetful] = {
            kind: parts[kind] for stale in table.values() for kind in stale.parts
        }
        self._unknown = Stale((EVERYTHING,), tuple(self._parts))

    def heard(self, notice: Notice) -> None:
        """Parts are forgotten before answers: an answer that is made in between is made of what is new.

        A type that the table does not know comes from another version of the shop, and may mean anything.
        """
        stale = self._table.get(notice.type, self._unknown)
        for kind in stale.parts:
            self._parts[kind].forget()
        tags = stale.tags_after(notice)
        if EVERYTHING in tags:
            self._answers.clear()
        elif tags:
            self._answers.drop(tags)

    def lost(self) -> None:
        """Answer from memory no more."""
        self._answers.pause()

    def restored(self) -> None:
        """Begin anew: anything may have changed meanwhile."""
        for part in self._parts.values():
            part.forget()
        self._answers.resume()


@dataclass(frozen=True)
class _Seen:
    """The next moment of a kind as seen from another one: the same for every moment between the two."""

    seen_from: datetime
    moment: datetime | None
    until: float

    def answers(self, now: datetime) -> bool:
        is_next = self.seen_from <= now and (self.moment is None or now < self.moment)
        return is_next and time.monotonic() < self.until


class _NextMoment:
    """When the next moment of a kind is, read at most once in five seconds."""

    def __init__(self, read: Callable[[datetime], Awaitable[datetime | None]]) -> None:
        self._read = read
        self._seen: _Seen | None = None
        self._forgotten = 0

    async def after(self, now: datetime) -> datetime | None:
        if self._seen is not None and self._seen.answers(now):
            return self._seen.moment
        forgotten = self._forgotten
        moment = await self._read(now)
        if forgotten == self._forgotten:  # else something may have changed since it was read
            self._seen = _Seen(now, moment, time.monotonic() + _REMEMBERED_SECONDS)
        return moment

    def forget(self) -> None:
        """Read it anew, and do not remember what is being read now."""
        self._seen = None
        self._forgotten += 1


class Boundaries:
    """When the shop next changes by the clock alone: a publication begins or ends, in a channel or a market of it; a
    price list, a sale, a dated price, a tax rate or a rule of search does; an exchange rate becomes too old.

    A part of the context: `ctx.part(Boundaries)`. The next publication and the next dated price are remembered for five
    seconds, and forgotten by a process that hears of events when products or prices change.
    """

    def __init__(self, database: Database, book: PriceBookCache, search_rules: SearchRulesCache) -> None:
        self._book = book
        self._search_rules = search_rules
        self._publication = _NextMoment(partial(next_publication, database))
        self._dated_price = _NextMoment(partial(next_dated_price, database))

    async def next(self, now: datetime) -> datetime | None:
        """The first such moment after this one; None where none is planned. Ask with the `now` of the answer."""
        moments = (
            await self._publication.after(now),
            await self._dated_price.after(now),
            (await self._book.get()).next_change(now),
            next_rule_moment(await self._search_rules.get(), now),
        )
        return min((moment for moment in moments if moment), default=None)

    def forget(self) -> None:
        """Read both anew."""
        self._publication.forget()
        self._dated_price.forget()
