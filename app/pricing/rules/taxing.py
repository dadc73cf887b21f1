"""What an amount of a price list means where it is sold: with tax, without it, and as it is shown.

- A list with tax and without a tax country keeps the amount with tax everywhere, whatever the rate.
- One with the tax of a country keeps the amount without: elsewhere that tax is taken out, and the tax there added.
- One without tax keeps the amount without.

Where no rate is known, only the list's own amount is known, and it is what is shown and charged: unknown is not zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from app.pricing.rules.values import TaxAmount
from app.tax import AppliedRate, TaxSplit, TaxTreatment, split_gross, split_net, split_tax

_NO_TAX = Decimal(0)


class OwnAmount(NamedTuple):
    """A list's amount in terms of the place where it is sold."""

    amount: int
    with_tax: bool


class Taxed(NamedTuple):
    """A price with and without its tax: gross = net + tax. None is not known."""

    displayed: int
    gross: int | None
    net: int | None
    tax: int | None
    rate: Decimal | None
    taxes: tuple[TaxAmount, ...]


@dataclass(frozen=True)
class Taxing:
    """What tax does to the amounts of one list, for one class of goods, at one place."""

    tax_included: bool
    """Of the list."""
    displays_tax: bool
    """Of the market."""
    rate: AppliedRate | None
    """At the place. None: not known."""
    foreign_rate: AppliedRate | None = None
    """That stands in the list's amounts, where it is another country's and known."""
    treatment: TaxTreatment = TaxTreatment.STANDARD

    def own(self, amount: int) -> OwnAmount:
        """The amount without a tax of elsewhere."""
        if self.foreign_rate is None:
            return OwnAmount(amount, self.tax_included)
        return OwnAmount(split_gross(amount, self.foreign_rate.rate).net, False)

    def shown(self, own: OwnAmount) -> int:
        """The amount as the market shows prices to everybody: sales and rounding speak of this one."""
        if self.rate is None or own.with_tax == self.displays_tax:
            return own.amount
        rate = self.rate.rate
        return split_gross(own.amount, rate).net if own.with_tax else split_net(own.amount, rate).gross

    def displayed(self, own: OwnAmount, shown: int, *, is_changed: bool) -> int:
        """What is displayed and charged, given what everybody is shown after rounding and sales: just that, unless the
        buyer accounts for the tax. He pays what is left without it."""
        if self.treatment == TaxTreatment.STANDARD or self.rate is None:
            return shown
        return self._split(own, shown, self.rate, is_changed).net

    def taxed(self, own: OwnAmount, shown: int, *, is_changed: bool) -> Taxed:
        """The same with all that is known of its tax.

        Unless rounding or sales changed it, the list's own amount is kept to the last unit; otherwise the one that is
        shown is.
        """
        if self.rate is None:
            return self._untaxed(shown, own.with_tax)
        split = self._split(own, shown, self.rate, is_changed)
        if self.treatment == TaxTreatment.REVERSE_CHARGE:
            return Taxed(split.net, split.net, split.net, 0, _NO_TAX, ())
        return Taxed(shown, split.gross, split.net, split.tax, self.rate.rate, _parts(split.tax, self.rate))

    def _split(self, own: OwnAmount, shown: int, rate: AppliedRate, is_changed: bool) -> TaxSplit:
        amount, with_tax = OwnAmount(shown, self.displays_tax) if is_changed else own
        return split_gross(amount, rate.rate) if with_tax else split_net(amount, rate.rate)

    def _untaxed(self, shown: int, with_tax: bool) -> Taxed:
        if with_tax:
            return Taxed(shown, shown, None, None, None, ())
        if self.treatment == TaxTreatment.REVERSE_CHARGE:
            return Taxed(shown, shown, shown, 0, _NO_TAX, ())
        return Taxed(shown, None, shown, None, None, ())


def _parts(tax: int, rate: AppliedRate) -> tuple[TaxAmount, ...]:
    if len(rate.parts) == 1:
        only = rate.parts[0]
        return (TaxAmount(only.component, only.rate, tax),)
    return split_tax(tax, rate.parts)
