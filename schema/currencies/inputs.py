"""Inputs of exchange rates."""

from datetime import UTC, datetime
from decimal import Decimal

import strawberry
from strawberry import UNSET

from app.currencies import NewManualRate, PairChange
from schema.core.codes import CurrencyCode

_BASE = "From which currency."
_QUOTE = "Into which currency."
_VERSION = (
    "The version of the pair that you read; another one is refused. 0 for a pair that is not there yet. "
    "Left out: whichever it has."
)


@strawberry.input(description="An exchange rate to set by hand.")
class ExchangeRateSetInput:
    base: CurrencyCode = strawberry.field(description=_BASE)
    quote: CurrencyCode = strawberry.field(description=_QUOTE)
    rate: Decimal = strawberry.field(
        description="What one unit of the base is worth in the quote: above zero, with at most 12 significant digits."
    )
    holds_until: datetime | None = strawberry.field(
        default=UNSET, description="When it ends; until it is removed if left out or null. Without a time zone: UTC."
    )
    note: str | None = strawberry.field(
        default=UNSET, description="Why, for those who come after you: a line of at most 500 characters."
    )
    is_confirmed: bool = strawberry.field(
        default=False, description="Whether it is meant although it differs by more than half from the live rate."
    )
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)

    def to_rate(self) -> NewManualRate:
        """The rate as the use case takes it."""
        until = self.holds_until if isinstance(self.holds_until, datetime) else None
        return NewManualRate(
            base=str(self.base),
            quote=str(self.quote),
            rate=self.rate,
            holds_until=until if until is None or until.tzinfo else until.replace(tzinfo=UTC),
            note=self.note or None,
            is_confirmed=self.is_confirmed,
        )


@strawberry.input(description="An exchange rate by hand to remove.")
class ExchangeRateRemoveInput:
    base: CurrencyCode = strawberry.field(description=_BASE)
    quote: CurrencyCode = strawberry.field(description=_QUOTE)
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)


@strawberry.input(description="What to change of a pair of currencies. What is left out stays as it is.")
class CurrencyPairUpdateInput:
    base: CurrencyCode = strawberry.field(description=_BASE)
    quote: CurrencyCode = strawberry.field(description=_QUOTE)
    band: Decimal | None = strawberry.field(
        default=UNSET,
        description="How far the live rate may go from the effective one before that one follows: a fraction from 0 to "
        "0.5, where 0.02 is 2 %.",
    )
    confirm_rate: Decimal | None = strawberry.field(
        default=UNSET, description="The rate of `held`, as you read it: from now on it is believed."
    )
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)

    def to_change(self) -> PairChange:
        """The change. Null is as if left out."""
        return PairChange(
            band=self.band if isinstance(self.band, Decimal) else None,
            confirm_rate=self.confirm_rate if isinstance(self.confirm_rate, Decimal) else None,
        )


def version_of(given: int | None) -> int | None:
    """The version, where one was sent."""
    return given if isinstance(given, int) else None
