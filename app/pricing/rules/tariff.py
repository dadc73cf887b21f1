"""What applies to one shopper at one moment, and what it makes of a row of a price list."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from app.core.money import MAX_AMOUNT
from app.pricing.rules.conversion import Conversion
from app.pricing.rules.explaining import steps_of
from app.pricing.rules.reductions import SaleInForce
from app.pricing.rules.settings import ListFacts, RoundingFacts
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.taxing import Taxing
from app.pricing.rules.values import PricedAmount, PriceRow, Step
from app.pricing.rules.way import Walk, Way
from app.tax import TaxRates

_AMOUNTS: Final = range(MAX_AMOUNT + 1)
_MOST_REMEMBERED: Final = 2_000
"""Prices that a tariff keeps, some half a megabyte: it forgets them all when there are more."""


@dataclass(frozen=True, eq=False)
class Tariff:
    """A pure function of a row. Made by `PriceBook.tariff`; two are equal if they are one."""

    shopper: Shopper
    moment: datetime
    """The one it was first asked for, of those at which it applies."""
    list_ids: tuple[UUID, ...]
    """The lists to look in, the most specific first; the base list of the market, whose amounts are converted, last.
    The first that has the variant wins."""
    dated_list_ids: tuple[UUID, ...]
    """Of these, those that may have dated prices."""
    target_list_ids: tuple[UUID, ...]
    """Lists of products that sales in force name, excluded ones too: a row is to say which its product stands in."""
    conditions: tuple[Mapping[str, Any], ...]
    """Conditions on attributes that sales in force name: a row is to say which its product or variant meets."""
    needs_tax_class: bool
    """Whether the displayed price can depend on the tax class: where not, it is not asked to choose."""
    valid_until: datetime | None
    """The first moment after `moment` at which another tariff may apply by the clock alone."""
    lists: Mapping[UUID, ListFacts]
    """Those of `list_ids`."""
    sales: tuple[SaleInForce, ...]
    """That hold for the shopper at the moment, by code."""
    conversion: Conversion | None
    """Of the base list. None: nothing is converted."""
    rounding: RoundingFacts | None
    """Of what is converted."""
    taxes: TaxRates = field(repr=False)
    _prices: dict[Any, PricedAmount] = field(default_factory=dict, init=False, repr=False)
    _covering: dict[Any, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False)
    _ways: dict[tuple[UUID, str], Way] = field(default_factory=dict, init=False, repr=False)
    _spans: dict[Any, tuple[int, int] | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _products(self) -> frozenset[UUID]:
        """Those that a sale names or leaves out one by one."""
        named = (sale.facts.product_ids | sale.facts.excluded_product_ids for sale in self.sales)
        return frozenset[UUID]().union(*named)

    def price(self, row: PriceRow) -> PricedAmount | None:
        """What the row comes to; None where its list is none of the tariff's, so that the row sells nothing here."""
        places = self._sales_of(row)
        key = (row.price_list_id, row.amount, row.compare_at_amount, row.tax_class_code, places)
        found = self._prices.get(key)
        if found is None and row.price_list_id in self.lists:
            way = self._way(row.price_list_id, row.tax_class_code)
            found = _priced(way, row, way.walk(row.amount, [self.sales[place].facts for place in places]))
            if len(self._prices) >= _MOST_REMEMBERED:
                self._prices.clear()
            self._prices[key] = found
        return found

    def explain(self, row: PriceRow) -> tuple[Step, ...]:
        """The steps to the price, which replayed give it; none where there is no price."""
        if row.price_list_id not in self.lists:
            return ()
        way = self._way(row.price_list_id, row.tax_class_code)
        walk = way.walk(row.amount, [self.sales[place].facts for place in self._sales_of(row)])
        return tuple(steps_of(way, walk, self.shopper, row.min_quantity))

    def displayed(self, price_list_id: UUID, tax_class_code: str, sale_ids: Collection[UUID], amount: int) -> int:
        """What is displayed for an amount of one of the tariff's lists under these of its sales."""
        sales = [sale.facts for sale in self.sales if sale.facts.id in sale_ids]
        return self._way(price_list_id, tax_class_code).displayed(amount, sales)

    def taxing(self, price_list_id: UUID, tax_class_code: str) -> Taxing:
        """What tax does to amounts of one of the tariff's lists."""
        return self._way(price_list_id, tax_class_code).taxing

    def amounts_within(
        self, price_list_id: UUID, tax_class_code: str, sale_ids: tuple[UUID, ...], least: int, most: int
    ) -> tuple[int, int] | None:
        """The least and the largest amount in the list whose displayed price, under these sales alone, lies within
        both ends; None for no amount. Steps never turn the order of two amounts round, so there is one span."""
        if price_list_id not in self.lists:
            return None
        way = self._way(price_list_id, tax_class_code)
        sales = [sale.facts for sale in self.sales if sale.facts.id in sale_ids]
        key = (price_list_id, tax_class_code, sale_ids, least, most)
        if key not in self._spans:
            if len(self._spans) >= _MOST_REMEMBERED:
                self._spans.clear()
            self._spans[key] = _span(lambda amount: way.displayed(amount, sales), least, most)
        return self._spans[key]

    def _sales_of(self, row: PriceRow) -> tuple[int, ...]:
        """The places, in `sales`, of those that cover the row's product."""
        if not self.sales:
            return ()
        key = (row.target_ids, row.met_conditions, row.product_id if row.product_id in self._products else None)
        found = self._covering.get(key)
        if found is None:
            found = tuple(
                place
                for place, sale in enumerate(self.sales)
                if sale.covers(row.product_id, row.target_ids, row.met_conditions)
            )
            if len(self._covering) >= _MOST_REMEMBERED:
                self._covering.clear()
            self._covering[key] = found
        return found

    def _way(self, price_list_id: UUID, tax_class_code: str) -> Way:
        key = (price_list_id, tax_class_code)
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = self._new_way(self.lists[price_list_id], tax_class_code)
        return found

    def _new_way(self, facts: ListFacts, tax_class_code: str) -> Way:
        shopper, day = self.shopper, self.moment.astimezone(UTC).date()
        rate = self.taxes.rate_of(shopper.country_code, day, region=shopper.region_code, tax_class=tax_class_code)
        foreign = None
        if facts.tax_country_code is not None and facts.tax_country_code != shopper.country_code:
            foreign = self.taxes.rate_of(facts.tax_country_code, day, tax_class=tax_class_code)
        is_converted = facts.currency_code != shopper.currency_code
        return Way(
            facts=facts,
            currency_code=shopper.currency_code,
            conversion=self.conversion if is_converted else None,
            rounding=self.rounding if is_converted else None,
            taxing=Taxing(facts.tax_included, shopper.displays_tax, rate, foreign, shopper.treatment),
        )


def _span(displayed: Callable[[int], int], least: int, most: int) -> tuple[int, int] | None:
    """The first and the last amount whose price, which never falls as amounts rise, lies within both ends."""
    first = bisect_left(_AMOUNTS, least, hi=_beyond(displayed, least), key=displayed)
    last = bisect_right(_AMOUNTS, most, lo=first, hi=max(first, _beyond(displayed, most + 1)), key=displayed) - 1
    return (first, last) if first <= last else None


def _beyond(displayed: Callable[[int], int], wanted: int) -> int:
    """An amount with at least the wanted price, or the end of all: found by doubling, since what is asked for is small
    beside what can be."""
    amount = 1
    while amount < len(_AMOUNTS) and displayed(amount) < wanted:
        amount *= 2
    return min(amount, len(_AMOUNTS))


def _priced(way: Way, row: PriceRow, walk: Walk) -> PricedAmount:
    taxed, struck = way.taxed(walk), walk.regular
    if walk.sale is None and row.compare_at_amount is not None:
        struck = way.displayed(row.compare_at_amount)
    conversion = way.conversion
    return PricedAmount(
        displayed=taxed.displayed,
        gross=taxed.gross,
        net=taxed.net,
        tax=taxed.tax,
        rate=taxed.rate,
        taxes=taxed.taxes,
        regular=walk.regular,
        compare_at=struck if struck > taxed.displayed else None,
        sale_id=walk.sale.id if walk.sale else None,
        effective_rate=conversion.rate if conversion else None,
        is_stale=conversion.is_stale if conversion else False,
    )
