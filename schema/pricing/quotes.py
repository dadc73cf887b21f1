"""Exchange rates as shoppers see them."""

from datetime import datetime
from decimal import Decimal
from typing import Self

import strawberry

from app.currencies import FX_QUOTE_ID, RateSource
from app.currencies import FxQuote as QuotedRate
from schema.core.caching import INHERITED
from schema.core.codes import CurrencyCode, enumeration

enumeration(RateSource)


@strawberry.type(
    description="The exchange rate behind a converted price. A cart that is given its id keeps the rate until it "
    "expires.",
    directives=[INHERITED],
)
class FxQuote:
    id: strawberry.ID = strawberry.field(description="What a cart pins the rate by.")
    base_currency_code: CurrencyCode = strawberry.field(description="The currency that is converted from.")
    currency_code: CurrencyCode = strawberry.field(description="The currency of the price.")
    rate: Decimal = strawberry.field(description="What one unit of the base currency is worth, without the fee.")
    fee: Decimal = strawberry.field(description="The fee on top as a fraction: 0.02 is 2 %.")
    source: RateSource = strawberry.field(description="Who says so.")
    as_of: datetime = strawberry.field(description="When the rate was last observed.")
    expires_at: datetime = strawberry.field(
        description="Until when a cart can pin it and keeps it, at least: longer for as long as the rate stays."
    )
    is_stale: bool = strawberry.field(description="Whether it is older than the market wants its rates to be.")

    @classmethod
    def of(cls, quote: QuotedRate) -> Self:
        return cls(
            id=strawberry.ID(FX_QUOTE_ID.encode(quote.id)),
            base_currency_code=quote.base_code,
            currency_code=quote.quote_code,
            rate=quote.rate.normalize(),
            fee=quote.fee.normalize(),
            source=quote.source,
            as_of=quote.as_of,
            expires_at=quote.expires_at,
            is_stale=quote.is_stale,
        )
