"""Processes that answer from memory, side by side in one test: each hears of changes on a connection of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.core.db import Database
from app.core.ids import new_id
from app.core.settings import Settings
from app.currencies import ExchangeRatesCache
from app.events import announce
from app.events.notifications import Notice, Notifications
from app.freshness import Boundaries, Freshness
from app.identity import StaffViewers
from app.markets import AtlasCache
from app.merchandising import SearchRulesCache
from app.orders import OrderDelivered
from app.pricing import DatedListsCache, PriceBookCache
from app.responses import Filled, ResponseCache, Status
from app.storefronts import Storefronts, TrustedDocuments
from app.tax import TaxRatesCache
from app.wiring import stale_after
from search import BrandNamesCache, FacetNames, KnownKinds, SearchClient

_BUDGET = 1_000_000


@dataclass
class Witness:
    """A listener that writes down what it was told."""

    told: list[Any] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, notice: Notice) -> None:
        self._tell(notice)

    def lost(self) -> None:
        self._tell("lost")

    def restored(self) -> None:
        self._tell("restored")

    async def until(self, condition: Callable[[list[Any]], bool]) -> None:
        """Return once it was told enough; fail where that does not come."""
        async with asyncio.timeout(20):
            while not condition(self.told):
                self._news.clear()
                await self._news.wait()

    def _tell(self, what: Any) -> None:
        self.told.append(what)
        self._news.set()


@dataclass
class Node:
    """A process: what it remembers, and how it hears."""

    notifications: Notifications
    answers: ResponseCache
    parts: dict[type, Any]
    witness: Witness

    async def keep(self, *tags: str) -> Status:
        """Keep an answer for each tag, and say how it went with the last one."""
        status = Status.UNSTORED
        for tag in tags:
            _, status = await self.answers.answer(tag.encode(), partial(_filled, tag))
        return status

    def kept(self, tags: Collection[str]) -> set[str]:
        """For which of these tags it has an answer."""
        return {tag for tag in tags if self.answers.peek(tag.encode())}

    async def caught_up(self, database: Database) -> None:
        """Return when all that has been committed until now was heard."""
        marker = OrderDelivered(new_id())
        async with database.transaction() as session:
            await announce(session, marker)
        await self.witness.until(lambda told: Notice(marker.type, marker.subject_id) in told)


async def _filled(tag: str) -> Filled:
    return Filled(b"{}", frozenset({tag}), 60.0)


@asynccontextmanager
async def open_node(settings: Settings, database: Database) -> AsyncIterator[Node]:
    """A node that shares the test's pools, as only its hearing matters."""
    notifications = await Notifications.open(settings.database_url)
    answers = ResponseCache(_BUDGET)
    taxes, rates, dated_lists = TaxRatesCache(database), ExchangeRatesCache(database), DatedListsCache(database)
    atlas, search_rules, search = AtlasCache(database), SearchRulesCache(database), SearchClient.of(settings)
    book = PriceBookCache(database, dated_lists, atlas, rates, taxes)
    parts = {
        AtlasCache: atlas,
        TaxRatesCache: taxes,
        ExchangeRatesCache: rates,
        DatedListsCache: dated_lists,
        PriceBookCache: book,
        SearchRulesCache: search_rules,
        BrandNamesCache: BrandNamesCache(database),
        FacetNames: FacetNames(database),
        KnownKinds: KnownKinds(search),
        Boundaries: Boundaries(database, book, search_rules),
        StaffViewers: StaffViewers(database),
        Storefronts: Storefronts(database),
        TrustedDocuments: TrustedDocuments(database),
    }
    witness = Witness()
    notifications.attach(Freshness(stale_after(), parts, answers))
    notifications.attach(witness)
    try:
        yield Node(notifications, answers, parts, witness)
    finally:
        await notifications.close()
        await answers.close()
        await search.close()
