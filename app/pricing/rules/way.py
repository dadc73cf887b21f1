"""The way from an amount of a price list to a price, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.pricing.rules.conversion import Conversion
from app.pricing.rules.reductions import best_sale
from app.pricing.rules.rounding import rounded
from app.pricing.rules.settings import ListFacts, RoundingFacts, SaleFacts
from app.pricing.rules.taxing import OwnAmount, Taxed, Taxing


class Walk(NamedTuple):
    """Every amount on the way, in the order in which they came about."""

    amount: int
    converted: int
    own: OwnAmount
    """Without a tax of elsewhere."""
    shown: int
    """As the market shows prices: with tax or without."""
    rounded: int
    sale: SaleFacts | None
    lowered: int
    """By the sale."""
    regular: int
    """What would be displayed without the sale."""


@dataclass(frozen=True)
class Way:
    """What happens to the amounts of one list, for one class of goods, on the way to what a shopper pays.

    Each step keeps the order of amounts: what is more in the list is never less in the shop.
    """

    facts: ListFacts
    currency_code: str
    """The shopper's."""
    conversion: Conversion | None
    """None: the list is in that currency."""
    rounding: RoundingFacts | None
    """Of what was converted. What a list says in the shopper's own currency is meant so."""
    taxing: Taxing

    def walk(self, amount: int, sales: Sequence[SaleFacts] = ()) -> Walk:
        """The way of this amount, with the best of the sales."""
        converted = self.conversion.of(amount) if self.conversion else amount
        own = self.taxing.own(converted)
        shown = self.taxing.shown(own)
        even = rounded(shown, self.rounding.bands) if self.rounding else shown
        regular = self.taxing.displayed(own, even, is_changed=even != shown)
        lowered, sale = best_sale(sales, even, self.currency_code)
        if sale is not None and self.taxing.displayed(own, lowered, is_changed=lowered != shown) >= regular:
            lowered, sale = even, None  # where the buyer accounts for the tax, it may have been a cent of that alone
        return Walk(amount, converted, own, shown, even, sale, lowered, regular)

    def taxed(self, walk: Walk) -> Taxed:
        """What the way ends with."""
        return self.taxing.taxed(walk.own, walk.lowered, is_changed=walk.lowered != walk.shown)

    def displayed(self, amount: int, sales: Sequence[SaleFacts] = ()) -> int:
        """What of it is displayed."""
        walk = self.walk(amount, sales)
        return self.taxing.displayed(walk.own, walk.lowered, is_changed=walk.lowered != walk.shown)
