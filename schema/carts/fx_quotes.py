"""Exchange rates that carts and orders keep."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol, Self
from uuid import UUID

import strawberry

from app.currencies import FX_QUOTE_ID, RateSource
from schema.core.codes import CurrencyCode, enumeration

enumeration(RateSource)


class PinnedFacts(Protocol):
    """What carts and orders keep of a rate."""

    @property
    def base_code(self) -> str: ...
    @property
    def quote_code(self) -> str: ...
    @property
    def effective_rate_id(self) -> UUID: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def fee(self) -> Decimal: ...
    @property
    def source(self) -> str: ...
    @property
    def as_of(self) -> datetime: ...
    @property
    def pinned_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...


@strawberry.type(description="An exchange rate that is kept, so that converted prices stay what they were shown as.")
class PinnedFxQuote:
    id: strawberry.ID = strawberry.field(description="The id of the quote that was pinned.")
    base_currency_code: CurrencyCode = strawberry.field(description="The currency that was converted from.")
    currency_code: CurrencyCode = strawberry.field(description="The currency of the cart or the order.")
    rate: Decimal = strawberry.field(description="What one unit of the base currency is worth, without the fee.")
    fee: Decimal = strawberry.field(description="The fee on top as a fraction: 0.02 is 2 %.")
    source: RateSource = strawberry.field(description="Who says so.")
    as_of: datetime = strawberry.field(description="When the rate was observed.")
    pinned_at: datetime = strawberry.field(description="Since when it is kept.")
    expires_at: datetime = strawberry.field(
        description="Until when a cart keeps it. An order keeps it for good: what is given back is counted by it too."
    )

    @classmethod
    def of(cls, pin: PinnedFacts) -> Self:
        return cls(
            id=strawberry.ID(FX_QUOTE_ID.encode(pin.effective_rate_id)),
            base_currency_code=pin.base_code,
            currency_code=pin.quote_code,
            rate=pin.rate.normalize(),
            fee=pin.fee.normalize(),
            source=RateSource(pin.source),
            as_of=pin.as_of,
            pinned_at=pin.pinned_at,
            expires_at=pin.expires_at,
        )
