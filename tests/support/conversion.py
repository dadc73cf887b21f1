"""A market that sells in more currencies than its own, and what changes its prices while somebody shops."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import asyncpg

from app.core.clock import utc_now
from app.core.ids import new_id
from app.currencies import ExchangeRatesCache, NewManualRate, set_rate_by_hand
from app.pricing import DatedListsCache, PriceBookCache
from app.wiring import Runtime
from tests.support.shop import Shop

FEE = Decimal("0.015")
RATES = {"SEK": Decimal("11.20"), "PLN": Decimal("4.25")}

Connection: TypeAlias = "asyncpg.Connection[Any]"


async def sell_in_more_currencies(runtime: Runtime, connection: Connection, shop: Shop) -> None:
    """The market of the EU offers kronor and zlotys, converted from its own list: kronor end in 9, zlotys in .99."""
    await connection.execute(
        "UPDATE market SET more_currency_codes = $2 WHERE id = $1", shop.markets["eu"], list(RATES)
    )
    await connection.execute(
        "INSERT INTO market_pricing (market_id, base_price_list_id, conversion_fee)"
        " SELECT $1, id, $2 FROM price_list WHERE code = 'eu'",
        shop.markets["eu"],
        FEE,
    )
    for currency, bands in (
        ("SEK", '[{"from": 0, "step": 1000, "ending": 900, "mode": "NEAREST"}]'),
        ("PLN", '[{"from": 0, "step": 100, "ending": 99, "mode": "NEAREST"}]'),
    ):
        await connection.execute(
            "INSERT INTO rounding_rule (id, currency_code, bands) VALUES ($1, $2, $3)", new_id(), currency, bands
        )
    for currency, rate in RATES.items():
        await move_rate(runtime, currency, rate)


async def move_rate(runtime: Runtime, currency: str, rate: Decimal) -> None:
    """Staff let a euro be worth this."""
    ctx = await runtime.system_context()
    await set_rate_by_hand(ctx, NewManualRate("EUR", currency, rate, is_confirmed=True))
    forget_prices(runtime)


async def let_rates_expire(connection: Connection, cart_id: object) -> None:
    """The minutes for which a cart keeps its rates have passed."""
    await connection.execute(
        "UPDATE cart_fx_quote SET pinned_at = pinned_at - interval '1 hour', expires_at = now() - interval '1 second'"
        " WHERE cart_id = $1",
        cart_id,
    )


async def plan_sale(
    runtime: Runtime, connection: Connection, code: str, percent: int, starts_in: timedelta, **targets: Any
) -> None:
    """A sale in the market of the EU, which begins so long from now. No targets: of everything."""
    starts = (utc_now() + starts_in).astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
    names = ["id", "code", "names", "kind", "percent", "starts_local", *targets]
    values = [new_id(), code, "{}", "PERCENT", Decimal(percent), starts, *targets.values()]
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await connection.execute(f"INSERT INTO sale ({', '.join(names)}) VALUES ({places})", *values)  # noqa: S608 - columns
    forget_prices(runtime)


def forget_prices(runtime: Runtime) -> None:
    """What was written past the services is not announced to the process."""
    runtime.atlas.forget()
    for part in (ExchangeRatesCache, DatedListsCache, PriceBookCache):
        runtime.parts[part].forget()
