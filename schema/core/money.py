"""Money as clients see it."""

from decimal import Decimal
from typing import Self

import strawberry

from app.core.money import Money as MoneyValue
from app.core.money import to_decimal
from i18n import format_money
from schema.core.caching import INHERITED
from schema.core.codes import CurrencyCode


@strawberry.type(
    description="An amount of money. Never a float: `amount` is an exact decimal with the currency's digits.",
    directives=[INHERITED],
)
class Money:
    amount: Decimal = strawberry.field(description="The amount in major units, such as 12.50.")
    currency_code: CurrencyCode = strawberry.field(description="The currency, ISO 4217.")
    locale: strawberry.Private[str]

    @strawberry.field(description="The amount as people of this language and country write it, such as 12,50 €.")
    def formatted(self) -> str:
        return format_money(self.amount, self.currency_code, self.locale)

    @classmethod
    def of(cls, value: MoneyValue, locale: str) -> Self:
        """What the client sees of an amount in minor units."""
        return cls(
            amount=to_decimal(value.amount, value.currency_code), currency_code=value.currency_code, locale=locale
        )

    @classmethod
    def maybe(cls, amount: int | None, currency_code: str, locale: str) -> Self | None:
        """The same for an amount that may not be known."""
        return None if amount is None else cls.of(MoneyValue(amount, currency_code), locale)
