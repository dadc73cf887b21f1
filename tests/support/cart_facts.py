"""Carts and shops as values, for rules that need no database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.carts.rules.contents import CartContents, CartFacts, LineFacts, PinnedRate, SelectionFacts, ShopFacts
from app.catalog import VariantFacts
from app.currencies import EffectiveRate, RateSource
from app.inventory import WarehouseFacts
from app.pricing import PricedAmount
from app.shipping import OptionFacts
from app.tax import AppliedRate, TaxPart

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""A Monday morning in Europe."""
CART_ID, MARKET, OTHER_MARKET, ROTTERDAM, OHIO, CARRIER = (UUID(int=number) for number in range(1, 7))
STANDARD, EXPRESS, OVERSEAS = (UUID(int=number) for number in range(21, 24))
SHIRT, MUG, LAMP = (UUID(int=number) for number in range(31, 34))
SHIRT_LINE, MUG_LINE, LAMP_LINE = (UUID(int=number) for number in range(41, 44))


def cart(
    *lines: tuple[UUID, UUID, int, int],
    selections: Sequence[tuple[UUID, UUID, int]] = (),
    country: str = "DE",
    currency: str = "EUR",
    address: bool = True,
    order_id: UUID | None = None,
    fx_quotes: Sequence[PinnedRate] = (),
    tax_amount: int | None = None,
) -> CartContents:
    """A cart of lines (id, variant, quantity, unit amount) and selections (warehouse, option, amount)."""
    return CartContents(
        CartFacts(
            id=CART_ID,
            version=3,
            market_id=MARKET,
            country_code=country,
            currency_code=currency,
            email=None,
            shipping_address={"country_code": country} if address else None,
            expires_at=NOW + timedelta(days=30),
            order_id=order_id,
            channel_code="default",
            tax_amount=tax_amount,
        ),
        tuple(LineFacts(*line) for line in lines),
        tuple(SelectionFacts(*selection) for selection in selections),
        tuple(fx_quotes),
    )


def shop(
    prices: Mapping[UUID, int | Mapping[int, int]],
    stock: Mapping[UUID, Mapping[UUID, int]],
    *,
    rate: str | None = "0.19",
    displays_tax: bool = True,
    country: str = "DE",
    currency: str = "EUR",
    market: UUID = MARKET,
    hidden: Sequence[UUID] = (),
    options: Sequence[OptionFacts] | None = None,
    grams: int | None = 600,
    classes: Mapping[UUID, str] | None = None,
    rates: Mapping[str, AppliedRate] | None = None,
    converted_by: EffectiveRate | None = None,
) -> ShopFacts:
    """A shop with a warehouse in Rotterdam (standard 4.90 + 0.90 a kilogram, express 11.90 + 2.10) and one in Ohio.

    A price is an amount, or `{from so many pieces on: amount}`. `rates` are those of classes of goods beside `rate`.
    """
    standard = AppliedRate(Decimal(rate), (TaxPart("VAT", Decimal(rate)),)) if rate else None
    variants = {*prices, *stock}
    return ShopFacts(
        now=NOW,
        market_id=market,
        channel_code="default",
        customer_group_code=None,
        country_code=country,
        region_code=None,
        currency_code=currency,
        displays_tax=displays_tax,
        tax_rates={"standard": standard, **(rates or {})},
        articles={
            variant: VariantFacts(
                variant,
                UUID(int=99),
                f"SKU-{variant.int}",
                {"en": "A"},
                grams,
                None,
                None,
                variant not in hidden,
                tax_class_code=(classes or {}).get(variant, "standard"),
            )
            for variant in variants
        },
        prices={variant: Tiers(price, converted_by) for variant, price in prices.items()},
        available=stock,
        warehouses={
            ROTTERDAM: WarehouseFacts(ROTTERDAM, "rotterdam", {"en": "Rotterdam"}, "NL", "Europe/Amsterdam", 15, 1),
            OHIO: WarehouseFacts(OHIO, "ohio", {"en": "Ohio"}, "US", "America/New_York", 14, 1),
        },
        options=tuple(OPTIONS if options is None else options),
    )


class Tiers(Mapping[int, PricedAmount | None]):
    """The price of one piece for every quantity there is, by the tier that it reaches."""

    def __init__(self, amounts: int | Mapping[int, int], converted_by: EffectiveRate | None = None) -> None:
        tiers = {1: amounts} if isinstance(amounts, int) else amounts
        self._prices = {least: priced_at(amount, converted_by) for least, amount in sorted(tiers.items())}

    def __getitem__(self, quantity: int) -> PricedAmount:
        return self._prices[max((least for least in self._prices if least <= quantity), default=0)]

    def __iter__(self) -> Iterator[int]:
        return iter(self._prices)

    def __len__(self) -> int:
        return len(self._prices)


def priced_at(amount: int, converted_by: EffectiveRate | None = None) -> PricedAmount:
    """A price of which nothing matters but what is displayed, and the rate behind it."""
    return PricedAmount(amount, amount, None, None, None, (), amount, None, None, converted_by)


def effective_rate(number: int, rate: str, base: str = "EUR", quote: str = "SEK") -> EffectiveRate:
    """A rate that holds since some hours before `NOW`."""
    since = NOW - timedelta(hours=number)
    return EffectiveRate(UUID(int=500 + number), base, quote, Decimal(rate), RateSource.ECB_TABLE, since, since, None)


def pinned_rate(rate: EffectiveRate, expires_in: timedelta = timedelta(minutes=30)) -> PinnedRate:
    """The rate as a cart keeps it, for so long from `NOW` on."""
    return PinnedRate(
        base_code=rate.base_code,
        quote_code=rate.quote_code,
        effective_rate_id=rate.id,
        rate=rate.rate,
        fee=Decimal("0.02"),
        source=(rate.source or RateSource.MANUAL).value,
        as_of=rate.as_of,
        pinned_at=NOW + expires_in - timedelta(minutes=30),
        expires_at=NOW + expires_in,
    )


def option(
    option_id: UUID,
    code: str,
    warehouse: UUID,
    days: tuple[int, int, int],
    base: int,
    per_kilogram: int,
    currency: str = "EUR",
) -> OptionFacts:
    """An option of the sandbox carrier; days are the least and the most in transit, and those at customs."""
    return OptionFacts(
        option_id, code, warehouse, {"en": code}, *days, 0, base, per_kilogram, CARRIER, "Sandbox Parcel", currency
    )


OPTIONS = (
    option(STANDARD, "standard", ROTTERDAM, (2, 4, 0), 490, 90),
    option(EXPRESS, "express", ROTTERDAM, (1, 2, 0), 1190, 210),
    option(OVERSEAS, "standard", OHIO, (7, 12, 3), 990, 450),
)
