"""Carts and shops as values, for rules that need no database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.carts.rules.contents import CartContents, CartFacts, LineFacts, SelectionFacts, ShopFacts
from app.catalog import VariantFacts
from app.inventory import WarehouseFacts
from app.shipping import OptionFacts

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
        ),
        tuple(LineFacts(*line) for line in lines),
        tuple(SelectionFacts(*selection) for selection in selections),
    )


def shop(
    prices: Mapping[UUID, int],
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
) -> ShopFacts:
    """A shop with a warehouse in Rotterdam (standard 4.90 + 0.90 a kilogram, express 11.90 + 2.10) and one in Ohio."""
    variants = {*prices, *stock}
    return ShopFacts(
        now=NOW,
        market_id=market,
        country_code=country,
        currency_code=currency,
        displays_tax=displays_tax,
        tax_rate=Decimal(rate) if rate else None,
        articles={
            variant: VariantFacts(
                variant, UUID(int=99), f"SKU-{variant.int}", {"en": "A"}, grams, None, None, variant not in hidden
            )
            for variant in variants
        },
        unit_amounts=prices,
        available=stock,
        warehouses={
            ROTTERDAM: WarehouseFacts(ROTTERDAM, "rotterdam", {"en": "Rotterdam"}, "NL", "Europe/Amsterdam", 15, 1),
            OHIO: WarehouseFacts(OHIO, "ohio", {"en": "Ohio"}, "US", "America/New_York", 14, 1),
        },
        options=tuple(OPTIONS if options is None else options),
    )


def option(
    option_id: UUID, code: str, warehouse: UUID, days: tuple[int, int, int], base: int, per_kilogram: int
) -> OptionFacts:
    """An option of the sandbox carrier; days are the least and the most in transit, and those at customs."""
    return OptionFacts(
        option_id, code, warehouse, {"en": code}, *days, 0, base, per_kilogram, CARRIER, "Sandbox Parcel"
    )


OPTIONS = (
    option(STANDARD, "standard", ROTTERDAM, (2, 4, 0), 490, 90),
    option(EXPRESS, "express", ROTTERDAM, (1, 2, 0), 1190, 210),
    option(OVERSEAS, "standard", OHIO, (7, 12, 3), 990, 450),
)
