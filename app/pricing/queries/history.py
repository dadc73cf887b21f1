"""What variants cost at other moments, and the prior price of reduced ones: one statement for however many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from app.core.db import Database
from app.pricing.queries.book import load_price_book
from app.pricing.queries.written import read_written
from app.pricing.rules.book import PriceBook
from app.pricing.rules.past import Eras, Written
from app.pricing.rules.prior import prior_price
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.values import PricedAmount, PricedVariant, PriorPrice

_TICK: Final = timedelta(microseconds=1)
LOOKED_BACK: Final = timedelta(days=400)
"""How far before a moment the beginning of its reductions is looked for: as far as a book of now reaches."""


class PricePoint(NamedTuple):
    """What something cost from a moment on, until the next point."""

    moment: datetime
    price: PricedAmount | None
    """None: it was not sold."""


async def prices_at(
    database: Database,
    book: PriceBook,
    shopper: Shopper,
    moment: datetime,
    variant_ids: Sequence[UUID],
    *,
    quantity: int = 1,
) -> dict[UUID, PricedVariant]:
    """What each variant cost there at the moment, of those that were sold, when so many were bought at once.

    In the past, by what was believed at the time; in the future, by what is planned now. Who was believed to belong to
    a category, a collection or a brand is known since a sale first named it, tax classes are those of now.
    """
    book = await _reaching(database, book, moment)
    eras = Eras.between(book, shopper, moment, moment)
    priced = {}
    for variant_id, written in (await read_written(database, eras.wanted, variant_ids, moment, quantity)).items():
        row = eras.row_at(0, written, moment)
        price = row and eras.tariff(0).price(row)
        if row and price:
            ahead = [each for each in (*written.moments(), eras.tariff(0).valid_until) if each and each > moment]
            until = min(ahead, default=None)
            priced[variant_id] = PricedVariant(row._replace(variant_id=variant_id), price, until)
    return priced


async def price_history(
    database: Database, book: PriceBook, shopper: Shopper, variant_ids: Sequence[UUID], start: datetime, end: datetime
) -> dict[UUID, list[PricePoint]]:
    """What one piece of each variant cost there from the start up to the end, which may lie in the future.

    The first point of each is the start; points follow where it began to cost something else, or the rate, the sale or
    the tax behind the price was another. Computed from what was written of rows, settings and rates.
    """
    book = await _reaching(database, book, start)
    eras = Eras.between(book, shopper, start, end)
    found = await read_written(database, eras.wanted, variant_ids, start)
    known: dict[Written, list[PricePoint]] = {}
    nothing = Written.nothing()
    points = {}
    for variant_id in variant_ids:
        written = found.get(variant_id, nothing)
        if written not in known:
            known[written] = _points(eras, written, end)
        points[variant_id] = list(known[written])
    return points


async def prior_prices(
    database: Database,
    book: PriceBook,
    shopper: Shopper,
    moment: datetime,
    priced: Mapping[UUID, PricedVariant],
) -> dict[UUID, PriorPrice]:
    """The prior price of each of these that everybody is offered at a reduced price, where the law asks for it.

    One statement, which is left out where no price is reduced or the country has no rule. What a customer group alone
    is offered has none: that is no announcement to the public.
    """
    rule = book.prior_rule(shopper.country_code, _day_of(book, shopper, moment))
    reduced = [variant_id for variant_id, each in priced.items() if each.price.is_reduced]
    if rule is None or not reduced:
        return {}
    book = await _reaching(database, book, moment - timedelta(days=3 * rule.days), moment - LOOKED_BACK)
    known = _known_of(book, shopper.public(), moment, rule.days)
    prior: dict[UUID, PriorPrice] = {}
    for variant_id, written in (await read_written(database, known.eras.wanted, reduced, book.known_since)).items():
        if found := known.prior(written, moment):
            prior[variant_id] = found
    return prior


@dataclass
class _Known:
    """Prior prices that were found out for a shopper, since the last change of the book: many look at the same list."""

    eras: Eras
    days: int
    time_zone: str
    _prior: dict[Written, tuple[PriorPrice | None, datetime | None]] = field(default_factory=dict)

    def prior(self, written: Written, moment: datetime) -> PriorPrice | None:
        """What follows from what was written; it stays so for as long as nothing of it lies ahead."""
        prior, latest = self._prior.get(written, (None, None))
        if latest is None or latest > moment:
            prior = prior_price(self.eras.shown_before(written, moment), self.days, self.time_zone)
            latest = written.moments()[-1]
            if latest <= moment:
                if len(self._prior) >= _MOST_REMEMBERED:
                    self._prior.clear()
                self._prior[written] = prior, latest
        return prior


_MOST_REMEMBERED: Final = 5_000
_MOST_KNOWN: Final = 100
_known: WeakKeyDictionary[PriceBook, dict[tuple[Shopper, datetime, int], _Known]] = WeakKeyDictionary()


def _known_of(book: PriceBook, shopper: Shopper, moment: datetime, days: int) -> _Known:
    """For as long as the book and its era last."""
    start, end = book.known_since, moment + _TICK
    of_book = _known.setdefault(book, {})
    key = shopper, max([start, *book.changes_between(shopper, start, end)[-1:]]), days
    found = of_book.get(key)
    if found is None:
        if len(of_book) >= _MOST_KNOWN:
            of_book.clear()
        time_zone = book.markets[shopper.market_id].time_zone
        found = of_book[key] = _Known(Eras.between(book, shopper, start, end), days, time_zone)
    return found


def _points(eras: Eras, written: Written, end: datetime) -> list[PricePoint]:
    points: list[PricePoint] = []
    for moment, price in eras.priced(written, end):
        if not points or points[-1].price != price:
            points.append(PricePoint(moment, price))
    return points


def _day_of(book: PriceBook, shopper: Shopper, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(book.markets[shopper.market_id].time_zone)).date()


async def _reaching(database: Database, book: PriceBook, moment: datetime, since: datetime | None = None) -> PriceBook:
    """The book, or where it does not reach back to the moment a longer one, of what was since then or since `since`."""
    return book if book.known_since <= moment else await load_price_book(database, since=since or moment)
