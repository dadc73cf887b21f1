"""What something cost at any moment: what was written of it then, made a price by the tariff of that moment.

In the past that is what was believed at the time; in the future it is what is planned now. Nothing of it is kept: it is
worked out anew from the rows' past, the settings' past and the rates' past.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from app.pricing.rules.book import PriceBook
from app.pricing.rules.choosing import row_rank
from app.pricing.rules.prior import Shown
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.tariff import Tariff
from app.pricing.rules.values import PricedAmount, PriceRow
from app.pricing.rules.wanted import Wanted

NO_VARIANT: Final = UUID(int=0)
"""In rows of whatever variants of a product the same was written about: what it is called changes no price."""
Target: TypeAlias = UUID | int
"""A list of products, or a condition by its place among those that are wanted."""


class WrittenRow(NamedTuple):
    """A row of a price list, now or once."""

    price_list_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None
    starts_at: datetime | None
    """None: undated."""
    ends_at: datetime | None
    since: datetime
    """Since when this was believed, up to and without `until`; None: it still is."""
    until: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        """Whether it was believed then, and held by its dates."""
        return (
            self.since <= moment
            and (self.until is None or moment < self.until)
            and (self.starts_at is None or self.starts_at <= moment)
            and (self.ends_at is None or moment < self.ends_at)
        )


class TargetChange(NamedTuple):
    """The article joined or left what a sale names."""

    target: Target
    joined: bool
    at: datetime


class Described(NamedTuple):
    """What sales and taxes ask about an article."""

    product_id: UUID
    tax_class_code: str
    targets: frozenset[Target]
    """Those that it belongs to now."""
    changes: tuple[TargetChange, ...]
    """How that came to be, in their order."""

    def belongs_at(self, target: Target, moment: datetime) -> bool:
        """Whether it belonged there: what it did before the first change that came later; without one, what it does."""
        for change in self.changes:
            if change.target == target and change.at > moment:
                return not change.joined
        return target in self.targets


class Written(NamedTuple):
    """All that was written about what a variant costs. Two of the same are shown at the same prices."""

    rows: tuple[WrittenRow, ...]
    described: Described

    @classmethod
    def nothing(cls) -> "Written":
        """Of a variant that no list had."""
        return cls((), Described(NO_VARIANT, "", frozenset(), ()))

    def moments(self) -> list[datetime]:
        """At which it may have begun to say something else, in time."""
        found = {moment for row in self.rows for moment in row[4:] if moment is not None}
        found.update(change.at for change in self.described.changes)
        return sorted(found)


@dataclass
class Eras:
    """The tariffs of a shopper from a moment to another: each holds until the next begins."""

    book: PriceBook
    shopper: Shopper
    starts: Sequence[datetime]
    wanted: Wanted
    _tariffs: dict[int, Tariff] = field(default_factory=dict)

    @classmethod
    def between(cls, book: PriceBook, shopper: Shopper, start: datetime, end: datetime) -> "Eras":
        """From the start up to the end, without it; where both are one, at that moment."""
        return cls(book, shopper, [start, *book.changes_between(shopper, start, end)], Wanted.of(book, shopper))

    def tariff(self, place: int) -> Tariff:
        """The one that begins at this place of `starts`."""
        found = self._tariffs.get(place)
        if found is None:
            found = self._tariffs[place] = self.book.tariff(self.shopper, self.starts[place])
        return found

    def row_at(self, place: int, written: Written, moment: datetime) -> PriceRow | None:
        """The row that applies, as the tariff takes it. The order of choosing is that of `choosing`."""
        tariff = self.tariff(place)
        chosen: WrittenRow | None = None
        best: tuple[int, int, bool] | None = None
        for row in written.rows:
            if row.price_list_id in tariff.lists and row.holds_at(moment):
                place_of_list = tariff.list_ids.index(row.price_list_id)
                rank = row_rank(place_of_list, row.min_quantity, is_dated=row.starts_at is not None)
                if best is None or rank < best:
                    chosen, best = row, rank
        return None if chosen is None else self._taken(tariff, written.described, chosen, moment)

    def priced_at(self, place: int, written: Written, moment: datetime) -> PricedAmount | None:
        """What it cost; None where it was not sold."""
        row = self.row_at(place, written, moment)
        return None if row is None else self.tariff(place).price(row)

    def shown_before(self, written: Written, moment: datetime) -> Iterator[Shown]:
        """What was shown at the moment, which lies in the last era, and before it: the newest first, each until the one
        given before it."""
        own = written.moments()
        place, position = len(self.starts) - 1, bisect_right(own, moment) - 1
        while place >= 0:
            since = self.starts[place]
            is_own = position >= 0 and own[position] > since
            if is_own:
                since = own[position]
            price = self.priced_at(place, written, since)
            yield Shown(since, price.displayed, price.is_reduced) if price else Shown(since, None, False)
            if is_own:
                position -= 1
                continue
            if position >= 0 and own[position] == since:
                position -= 1
            place -= 1

    def priced(self, written: Written, end: datetime) -> Iterator[tuple[datetime, PricedAmount | None]]:
        """What it cost from when on up to the end, in time; neighbours may say the same."""
        own = written.moments()
        for place, (start, until) in enumerate(pairwise([*self.starts, end])):
            yield start, self.priced_at(place, written, start)
            for moment in own[bisect_right(own, start) : bisect_left(own, until)]:
                yield moment, self.priced_at(place, written, moment)

    def _taken(self, tariff: Tariff, described: Described, row: WrittenRow, moment: datetime) -> PriceRow:
        targets: tuple[UUID, ...] = ()
        conditions: tuple[int, ...] = ()
        if tariff.target_list_ids:
            targets = tuple(each for each in tariff.target_list_ids if described.belongs_at(each, moment))
        if tariff.conditions:
            conditions = tuple(
                place
                for place, condition in enumerate(tariff.conditions)
                if described.belongs_at(self.wanted.place_of(condition), moment)
            )
        return PriceRow(
            variant_id=NO_VARIANT,
            product_id=described.product_id,
            price_list_id=row.price_list_id,
            min_quantity=row.min_quantity,
            amount=row.amount,
            compare_at_amount=row.compare_at_amount,
            ends_at=row.ends_at,
            tax_class_code=described.tax_class_code,
            target_ids=targets,
            met_conditions=conditions,
        )
