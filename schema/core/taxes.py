"""Taxes as clients see them: of a price, and of what a cart or an order costs."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol, Self

import strawberry

from app.core.money import Money as MoneyValue
from schema.core.caching import INHERITED
from schema.core.money import Money


class TaxFacts(Protocol):
    """What one tax at one rate comes to, in minor units."""

    @property
    def component(self) -> str: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def amount(self) -> int: ...


@strawberry.type(description="The part of a tax that one rate makes.", directives=[INHERITED])
class TaxAmount:
    name: str = strawberry.field(description="What the tax is called, such as VAT, GST or PST.")
    rate: Decimal = strawberry.field(description="The rate as a fraction: 0.19 is 19 %.")
    amount: Money = strawberry.field(description="How much of it.")

    @classmethod
    def all_of(cls, taxes: Iterable[TaxFacts], currency_code: str, locale: str) -> list[Self]:
        """What clients see of these, written for this locale."""
        return [
            cls(
                name=each.component,
                rate=each.rate.normalize(),
                amount=Money.of(MoneyValue(each.amount, currency_code), locale),
            )
            for each in taxes
        ]
