"""What a line says of prices, checked value by value."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from app.core.errors import Problem
from app.exchange.errors import RowErrorCode
from app.exchange.formats.jsonl.lines import MorePriceLine, VariantPrices
from app.exchange.formats.values import Values
from app.exchange.records import MorePrice
from app.exchange.report import RowProblem
from app.pricing import MOST_PIECES, PriceEntry, PricingErrorCode, overlaps, wrong_with

_ANY: Final = UUID(int=0)
_FIELDS: Final = {
    PricingErrorCode.COMPARE_AT_NOT_HIGHER: "compare_at",
    PricingErrorCode.QUANTITY_OUT_OF_RANGE: "min_quantity",
    PricingErrorCode.ENDS_BEFORE_START: "ends_at",
}


class PricesReader:
    """The prices of one line."""

    def __init__(self, values: Values, line: int, currencies: Mapping[str, str]) -> None:
        """`currencies`: of each price list, by its code."""
        self._values = values
        self._line = line
        self._currencies = currencies
        self.plain: dict[str, dict[str, int]] = {}
        self.compare_at: dict[str, dict[str, int]] = {}
        self.more: dict[str, dict[str, list[MorePrice]]] = {}

    def read(self, position: int, sku: str, said: VariantPrices) -> None:
        """Take in what is said of the variant at this place of the line."""
        own = self._amounts(f"variants[{position}].prices", said.plain)
        self.plain.setdefault(sku, {}).update(own)
        if said.compare_at:
            self._read_compare_at(position, sku, own, said.compare_at)
        for code, lines in said.more.items():
            field = f"variants[{position}].more_prices.{code}"
            if self._currency(field, code) is not None:
                self.more.setdefault(sku, {})[code] = self._more(field, lines, self._currencies[code])

    def _read_compare_at(self, position: int, sku: str, plain: Mapping[str, int], said: Mapping[str, str]) -> None:
        place = f"variants[{position}].compare_at"
        amounts = self._amounts(place, said)
        for code, amount in amounts.items():
            if code not in plain or amount <= plain[code]:
                self._complain(f"{place}.{code}", PricingErrorCode.COMPARE_AT_NOT_HIGHER)
        self.compare_at.setdefault(sku, {}).update(amounts)

    def _amounts(self, place: str, said: Mapping[str, str]) -> dict[str, int]:
        amounts = {}
        for code, text in said.items():
            field = f"{place}.{code}"
            currency = self._currency(field, code)
            if currency is not None and (amount := self._values.amount(self._line, field, text, currency)) is not None:
                amounts[code] = amount
        return amounts

    def _currency(self, field: str, code: str) -> str | None:
        currency = self._currencies.get(code)
        if currency is None:
            self._values.complain(self._line, field, RowErrorCode.NOT_FOUND, value=code)
        return currency

    def _more(self, place: str, lines: Sequence[MorePriceLine], currency: str) -> list[MorePrice]:
        prices: list[MorePrice] = []
        entries: dict[PriceEntry, int] = {}
        for number, line in enumerate(lines):
            field = f"{place}[{number}]"
            price = self._price(field, line, currency)
            if price is None:
                continue
            prices.append(price)
            entry = PriceEntry(_ANY, _ANY, *price)
            for code in wrong_with(entry):
                self._complain(f"{field}.{_FIELDS.get(code, 'amount')}", code)
            if entry.is_plain:
                reason = "it is neither for more pieces nor for a while"
                self._values.complain(self._line, field, RowErrorCode.NOT_OF_ITS_KIND, reason=reason)
            if any(each.min_quantity == entry.min_quantity and each.starts_at == entry.starts_at for each in entries):
                self._complain(field, PricingErrorCode.PRICE_REPEATED)
            entries[entry] = number
        for _, later in overlaps(entries):
            self._complain(f"{place}[{entries[later]}].starts_at", PricingErrorCode.PRICES_OVERLAP)
        return prices

    def _price(self, field: str, line: MorePriceLine, currency: str) -> MorePrice | None:
        values, number = self._values, self._line
        before = len(values.problems)
        amount = values.amount(number, f"{field}.amount", line.amount, currency)
        compare_at = None
        if line.compare_at is not None:
            compare_at = values.amount(number, f"{field}.compare_at", line.compare_at, currency)
        starts_at = values.moment(number, f"{field}.starts_at", line.starts_at or "")
        ends_at = values.moment(number, f"{field}.ends_at", line.ends_at or "")
        if amount is None or len(values.problems) > before:
            return None
        return MorePrice(amount, compare_at, line.min_quantity, starts_at, ends_at)

    def _complain(self, field: str, code: PricingErrorCode) -> None:
        self._values.problems.append(RowProblem(self._line, field, Problem(code, facts={"most": MOST_PIECES})))
