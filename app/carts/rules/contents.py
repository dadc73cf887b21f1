"""What is in a cart, and what the shop says about it at this moment: all that the rules of carts are given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from app.catalog import VariantFacts
from app.currencies import FxQuote, Pair
from app.inventory import WarehouseFacts
from app.pricing import PricedAmount
from app.shipping import OptionFacts, delivery_amount
from app.tax import STANDARD, AppliedRate, TaxTreatment, Treatment, split_gross

STANDARD_TREATMENT: Final = Treatment(TaxTreatment.STANDARD)


class CartFacts(NamedTuple):
    """A cart without its lines."""

    id: UUID
    version: int
    market_id: UUID
    country_code: str
    currency_code: str
    email: str | None
    shipping_address: dict[str, Any] | None
    expires_at: datetime
    order_id: UUID | None
    channel_code: str
    customer_group_code: str | None = None
    vat_id: str | None = None
    is_vat_id_confirmed: bool = False
    tax_treatment: TaxTreatment = TaxTreatment.STANDARD
    """How it was taxed when it was shown."""
    tax_amount: int | None = None
    """The tax that was shown; None: it was not known."""


class LineFacts(NamedTuple):
    """A variant, how many of it, and the price that was shown."""

    id: UUID
    variant_id: UUID
    quantity: int
    unit_amount: int


class SelectionFacts(NamedTuple):
    """A chosen delivery option, and the price that was shown."""

    warehouse_id: UUID
    option_id: UUID
    amount: int


class PinnedRate(NamedTuple):
    """An exchange rate that the cart's converted prices were shown by."""

    base_code: str
    quote_code: str
    effective_rate_id: UUID
    rate: Decimal
    fee: Decimal
    """A fraction on top of the rate."""
    source: str
    as_of: datetime
    pinned_at: datetime
    expires_at: datetime

    @property
    def pair(self) -> Pair:
        return self.base_code, self.quote_code

    @classmethod
    def of(cls, quote: FxQuote) -> Self:
        """The rate of a quote, as it is kept from now on."""
        if quote.source is None:
            raise ValueError("a currency is worth 1 in itself: there is nothing to pin")
        return cls(
            base_code=quote.base_code,
            quote_code=quote.quote_code,
            effective_rate_id=quote.id,
            rate=quote.rate,
            fee=quote.fee,
            source=quote.source.value,
            as_of=quote.as_of,
            pinned_at=quote.issued_at,
            expires_at=quote.expires_at,
        )


@dataclass(frozen=True)
class CartContents:
    """A cart as it is stored. Lines stand in the order in which they were added."""

    cart: CartFacts
    lines: tuple[LineFacts, ...]
    selections: tuple[SelectionFacts, ...]
    fx_quotes: tuple[PinnedRate, ...] = ()
    """By their currencies."""


@dataclass(frozen=True)
class DeliveryConversion:
    """How what a delivery costs in the market's currency becomes an amount in the cart's."""

    pair: Pair
    convert: Callable[[int], int]


@dataclass(frozen=True)
class ShopFacts:
    """What the shop says about some variants to one shopper at one moment. Amounts are in the shopper's currency."""

    now: datetime
    market_id: UUID
    channel_code: str
    customer_group_code: str | None
    country_code: str
    region_code: str | None
    """The part of the country, by ISO 3166-2, where the address says it."""
    currency_code: str
    displays_tax: bool
    tax_rates: Mapping[str, AppliedRate | None]
    """What each class of goods is taxed with there, `standard` always among them; None where no rate is known."""
    articles: Mapping[UUID, VariantFacts]
    prices: Mapping[UUID, Mapping[int, PricedAmount | None]]
    """`{variant: {pieces bought at once: price of one}}`, for the quantities that were asked for. None: it is not sold
    there, or not so few of it."""
    available: Mapping[UUID, Mapping[UUID, int]]
    """`{variant: {warehouse: pieces that can be sold}}`, of what bundles consist of as well."""
    warehouses: Mapping[UUID, WarehouseFacts]
    options: tuple[OptionFacts, ...]
    """Every option that leads to the country, in the order in which they are offered."""
    treatment: Treatment = STANDARD_TREATMENT
    """Who charges the tax. Prices are as they are shown to a buyer who is treated so."""
    conversion: DeliveryConversion | None = None
    """For options that have no price in the shopper's currency."""
    pinned: tuple[PinnedRate, ...] = ()
    """Rates that were pinned before and still count: prices that are converted by them stay what they were."""
    fx_quotes: Mapping[Pair, PinnedRate] = field(default_factory=dict)
    """The rates by which these prices are converted, as they can be pinned now."""

    def price_of(self, variant_id: UUID, quantity: int) -> PricedAmount | None:
        """What one piece of so many costs there now; None where it is not sold there, must not go there, or is not
        shown any more."""
        if not self._is_offered(variant_id):
            return None
        return self.prices.get(variant_id, {}).get(quantity)

    def is_sold(self, variant_id: UUID) -> bool:
        """Whether it is sold there, in one of the quantities that were asked for."""
        return self._is_offered(variant_id) and any(self.prices.get(variant_id, {}).values())

    def tax_rate_of(self, variant_id: UUID) -> AppliedRate | None:
        """What the variant's class is taxed with."""
        article = self.articles.get(variant_id)
        return self.tax_rates.get(article.tax_class_code) if article else self.delivery_tax_rate

    @property
    def delivery_tax_rate(self) -> AppliedRate | None:
        """What deliveries are taxed with: the standard rate, whatever they carry."""
        return self.tax_rates[STANDARD]

    def delivery_price(self, option: OptionFacts, grams: int) -> int:
        """What a parcel costs by an option, as prices are shown there."""
        amount = delivery_amount(option.base_amount, option.per_kilogram_amount, grams)
        if option.currency_code != self.currency_code and self.conversion:
            amount = self.conversion.convert(amount)
        rate = self.delivery_tax_rate
        is_net = self.treatment.treatment is TaxTreatment.REVERSE_CHARGE and self.displays_tax
        return split_gross(amount, rate.rate).net if is_net and rate else amount

    def taken_by(self, variant_id: UUID) -> Sequence[tuple[UUID, int]]:
        """The variants whose pieces leave the shelf with one piece of this, and how many of each: of a bundle its
        components, else its own."""
        article = self.articles.get(variant_id)
        return (article and article.components) or ((variant_id, 1),)

    def deliverable(self, variant_id: UUID) -> int:
        """How many pieces can be sold and brought to the country."""
        origins = {option.warehouse_id for option in self.options}
        return sum(pieces for place, pieces in self.available.get(variant_id, {}).items() if place in origins)

    def _is_offered(self, variant_id: UUID) -> bool:
        article = self.articles.get(variant_id)
        return article is not None and article.is_offered and not article.is_restricted
