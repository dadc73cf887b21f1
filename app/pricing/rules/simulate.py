"""What a change of the settings would do to prices, before it is made.

Two books are compared, as they are and as they would be, for one shopper of each market. Variants that prices cannot
tell apart are one case, however many they are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from heapq import nsmallest
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.pricing.rules.book import PriceBook
from app.pricing.rules.choosing import row_rank
from app.pricing.rules.reductions import condition_key
from app.pricing.rules.settings import ListFacts, MarketPricingFacts, RoundingFacts, SaleFacts, Version
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.tariff import Tariff
from app.pricing.rules.values import PriceRow

MOST_EXAMPLES: Final = 10


class CaseRow(NamedTuple):
    """A row of a price list that holds at the moment of the simulation."""

    price_list_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None
    is_dated: bool = False


class Case(NamedTuple):
    """Variants with the same prices in the same lists, which sales and taxes treat alike."""

    rows: tuple[CaseRow, ...]
    tax_class_code: str
    variant_id: UUID
    """One of them, for an example."""
    product_id: UUID
    """Of that one. Products that a sale names or leaves out one by one are cases of their own."""
    variants: int = 1
    """How many of them."""
    target_ids: frozenset[UUID] = frozenset()
    """Lists of products that they stand in, of those that sales of either book name."""
    conditions: frozenset[str] = frozenset()
    """The `condition_key` of those that they meet."""


class Example(NamedTuple):
    """A variant whose price would change. None: it is not sold."""

    variant_id: UUID
    before: int | None
    after: int | None


@dataclass
class Outcome:
    """What would become of the prices in one market, counted in variants. Amounts are displayed ones, in minor units of
    the shopper's currency."""

    shopper: Shopper
    unchanged: int = 0
    """Those that are not sold before nor after among them."""
    cheaper: int = 0
    dearer: int = 0
    no_longer_sold: int = 0
    newly_sold: int = 0
    lowest_change: int | None = None
    """Of the changed prices: the largest fall, or the smallest rise where none falls. None: no price changes."""
    highest_change: int | None = None
    lowest_percent: Decimal | None = None
    """The same of the changes in percent of what it cost. None: nothing that cost something changes."""
    highest_percent: Decimal | None = None
    sum_of_percents: Decimal = Decimal(0)
    measured: int = 0
    """How many of the changed prices were above zero before."""
    examples: list[Example] = field(default_factory=list)
    """What is sold no longer, and then the largest changes, in relation to the price."""

    @property
    def mean_percent(self) -> Decimal | None:
        """Of the changed prices that were above zero."""
        return self.sum_of_percents / self.measured if self.measured else None


def _the_same(case: Case) -> Case:
    return case


def simulate(
    before: PriceBook,
    after: PriceBook,
    shoppers: Iterable[Shopper],
    cases: Iterable[Case],
    moment: datetime,
    changed: Callable[[Case], Case] = _the_same,
) -> list[Outcome]:
    """What one piece costs each shopper at the moment by both books, compared. `changed`: what becomes of a case, where
    amounts in lists are to change as well."""
    known = [(case, changed(case)) for case in cases]
    return [
        _outcome(before.tariff(shopper, moment), after.tariff(shopper, moment), shopper, known) for shopper in shoppers
    ]


def with_settings(
    book: PriceBook,
    now: datetime,
    *,
    lists: Mapping[UUID, ListFacts | None] | None = None,
    sales: Mapping[UUID, SaleFacts | None] | None = None,
    roundings: Mapping[UUID, RoundingFacts | None] | None = None,
    market_pricings: Mapping[UUID, MarketPricingFacts | None] | None = None,
) -> PriceBook:
    """The book as it would be if these were set now, by their ids; None deletes one. Nothing of the past changes."""
    return replace(
        book,
        lists=_changed(book.lists, lists or {}, now),
        sales=_changed(book.sales, sales or {}, now),
        roundings=_changed(book.roundings, roundings or {}, now),
        market_pricings=_changed(book.market_pricings, market_pricings or {}, now),
    )


def _changed(versions: Iterable[Version[Any]], changes: Mapping[UUID, Any], now: datetime) -> list[Version[Any]]:
    """The current versions of these end now, and what they become begins."""
    kept = [
        Version(version.setting, version.since, now)
        if version.until is None and _id_of(version.setting) in changes
        else version
        for version in versions
    ]
    return [*kept, *(Version(setting, now) for setting in changes.values() if setting is not None)]


def _id_of(setting: Any) -> UUID:
    found: UUID = setting.market_id if isinstance(setting, MarketPricingFacts) else setting.id
    return found


def _outcome(before: Tariff, after: Tariff, shopper: Shopper, cases: Iterable[tuple[Case, Case]]) -> Outcome:
    outcome = Outcome(shopper)
    examples: list[Example] = []
    for case, changed in cases:
        was, becomes = _price(before, case), _price(after, changed)
        if was == becomes:
            outcome.unchanged += case.variants
            continue
        examples.append(Example(case.variant_id, was, becomes))
        if was is None:
            outcome.newly_sold += case.variants
        elif becomes is None:
            outcome.no_longer_sold += case.variants
        else:
            _count(outcome, was, becomes - was, case.variants)
        if len(examples) > 10 * MOST_EXAMPLES:
            examples = nsmallest(MOST_EXAMPLES, examples, key=_by_weight)
    outcome.examples = nsmallest(MOST_EXAMPLES, examples, key=_by_weight)
    return outcome


def _count(outcome: Outcome, was: int, change: int, count: int) -> None:
    if change < 0:
        outcome.cheaper += count
    else:
        outcome.dearer += count
    outcome.lowest_change = change if outcome.lowest_change is None else min(outcome.lowest_change, change)
    outcome.highest_change = change if outcome.highest_change is None else max(outcome.highest_change, change)
    if was == 0:  # there is no percentage of nothing
        return
    percent = Decimal(change * 100) / was
    outcome.measured += count
    outcome.sum_of_percents += percent * count
    outcome.lowest_percent = percent if outcome.lowest_percent is None else min(outcome.lowest_percent, percent)
    outcome.highest_percent = percent if outcome.highest_percent is None else max(outcome.highest_percent, percent)


def _by_weight(example: Example) -> tuple[int, int]:
    """By which examples are sorted: sold no longer, by the change in a ten-thousandth of the price, newly sold."""
    if example.after is None:
        return 0, 0
    if example.before is None:
        return 2, 0
    return 1, -abs(example.after - example.before) * 10_000 // max(example.before, 1)


def _price(tariff: Tariff, case: Case) -> int | None:
    """What one of them costs. None: it is not sold."""
    places = {list_id: place for place, list_id in enumerate(tariff.list_ids)}
    ranked = [
        (row_rank(places[row.price_list_id], row.min_quantity, is_dated=row.is_dated), row)
        for row in case.rows
        if row.price_list_id in places and row.min_quantity == 1
    ]
    if not ranked:
        return None
    found = tariff.price(_taken(tariff, case, min(ranked, key=lambda each: each[0])[1]))
    return None if found is None else found.displayed


def _taken(tariff: Tariff, case: Case, row: CaseRow) -> PriceRow:
    """The row with what the tariff asks of its product."""
    met = (place for place, each in enumerate(tariff.conditions) if condition_key(each) in case.conditions)
    return PriceRow(
        variant_id=case.variant_id,
        product_id=case.product_id,
        price_list_id=row.price_list_id,
        min_quantity=row.min_quantity,
        amount=row.amount,
        compare_at_amount=row.compare_at_amount,
        ends_at=None,
        tax_class_code=case.tax_class_code,
        target_ids=tuple(each for each in tariff.target_list_ids if each in case.target_ids),
        met_conditions=tuple(met),
    )
