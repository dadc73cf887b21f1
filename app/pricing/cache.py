"""The price book, kept in the process: every price needs it, and it hardly ever changes."""

from datetime import datetime
from operator import is_
from typing import Any
from uuid import UUID

from app.core.context import RequestContext
from app.core.db import Database
from app.core.remembered import Remembered
from app.currencies import ExchangeRatesCache
from app.markets import AtlasCache
from app.pricing.queries.book import load_configured, make_book
from app.pricing.queries.dated import load_dated_lists
from app.pricing.rules.book import PriceBook
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.tariff import Tariff
from app.tax import TaxRatesCache

_SECONDS = 5.0


class DatedListsCache(Remembered[frozenset[UUID]]):
    """Which lists have dated prices, at most five seconds old: what prices that are written can change of the book."""

    def __init__(self, database: Database) -> None:
        super().__init__(lambda: load_dated_lists(database), _SECONDS)


class PriceBookCache:
    """The book, at most five seconds old. A part of the context: `ctx.part(PriceBookCache)`.

    It is put together of what the process remembers, and stays the same object for as long as none of that says
    something else: so do the tariffs in it, and the prices that these remember. A process that hears of events forgets
    each part at once.
    """

    def __init__(
        self,
        database: Database,
        dated_lists: DatedListsCache,
        atlas: AtlasCache,
        rates: ExchangeRatesCache,
        taxes: TaxRatesCache,
    ) -> None:
        settings = Remembered(lambda: load_configured(database), _SECONDS)
        self._settings = settings
        self._parts: tuple[Remembered[Any], ...] = (settings, dated_lists, atlas, rates, taxes)
        self._made_of: tuple[Any, ...] = ()
        self._book: PriceBook | None = None

    async def get(self) -> PriceBook:
        """The book as it is now."""
        parts = tuple([await part.get() for part in self._parts])
        is_same = all(map(is_, parts, self._made_of))
        if self._book is None or not (is_same or parts == self._made_of):
            self._book = make_book(*parts)
        self._made_of = parts
        return self._book

    def forget(self) -> None:
        """Read anew what pricing has of it; other parts are forgotten where they are."""
        self._settings.forget()


async def tariff_of(ctx: RequestContext, shopper: Shopper | None = None, at: datetime | None = None) -> Tariff:
    """What applies to the shopper (None: whoever asks), now or at another moment."""
    book = await ctx.part(PriceBookCache).get()
    return book.tariff(shopper or Shopper.of(ctx.place), at or ctx.now)
