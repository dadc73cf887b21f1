"""For whom a price is."""

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from app.core.context import Place
from app.tax import TaxTreatment


@dataclass(frozen=True)
class Shopper:
    """All of a shopper that a price depends on, but for the moment, the article and how many of it."""

    market_id: UUID
    channel_code: str
    country_code: str
    """ISO 3166-1 alpha-2: where it is delivered to."""
    currency_code: str
    """ISO 4217: one that the market offers."""
    displays_tax: bool
    group_code: str | None = None
    """The customer group. None: everybody."""
    region_code: str | None = None
    """The part of the country (ISO 3166-2 without the country), where it is known: taxes of some countries need it."""
    treatment: TaxTreatment = TaxTreatment.STANDARD

    @classmethod
    def of(cls, place: Place) -> Self:
        """Who asks from this place."""
        return cls(
            market_id=place.market_id,
            channel_code=place.channel_code,
            country_code=place.country_code,
            currency_code=place.currency_code,
            displays_tax=place.displays_tax,
            group_code=place.customer_group_code,
        )

    def public(self) -> Self:
        """Anybody there: the one whose prices the law of price reductions speaks of."""
        return replace(self, group_code=None, treatment=TaxTreatment.STANDARD)
