"""Sales: for whom and what they hold, and what they make of a price.

Sales do not add up. Of those that hold, the one that gives the lowest price wins, and of equal ones the one whose code
comes first. A sale that would not lower a price is none.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.core.money import divide_half_up
from app.pricing.models import SaleKind
from app.pricing.rules.choosing import names
from app.pricing.rules.local_time import end_moment, start_moment
from app.pricing.rules.settings import SaleFacts
from app.pricing.rules.shopper import Shopper


def is_sale_for(sale: SaleFacts, shopper: Shopper) -> bool:
    """Whether market, channel and customer group are among those that it names, or it names none."""
    return (
        names(sale.market_ids, shopper.market_id)
        and names(sale.channel_codes, shopper.channel_code)
        and names(sale.group_codes, shopper.group_code)
    )


def sale_begins(sale: SaleFacts, time_zone: str) -> datetime | None:
    """When it begins in a market of this time zone. None: it always held."""
    return None if sale.starts_local is None else start_moment(sale.starts_local, time_zone)


def sale_ends(sale: SaleFacts, time_zone: str) -> datetime | None:
    """The first moment at which it no longer holds. None: it goes on."""
    return None if sale.ends_local is None else end_moment(sale.ends_local, time_zone)


def is_sale_in_force(sale: SaleFacts, moment: datetime, time_zone: str) -> bool:
    """Whether it is within its dates, in the market's time, and not paused."""
    begins, ends = sale_begins(sale, time_zone), sale_ends(sale, time_zone)
    return not sale.is_paused and (begins is None or begins <= moment) and (ends is None or moment < ends)


def condition_key(condition: Mapping[str, Any]) -> str:
    """By which conditions are compared: to Python, true and 1 are the same."""
    return json.dumps(condition, sort_keys=True)


@dataclass(frozen=True)
class SaleInForce:
    """A sale, and which of the conditions that the tariff asks about are its own."""

    facts: SaleFacts
    condition_places: tuple[int, ...]

    def covers(self, product_id: UUID, target_ids: Collection[UUID], met_conditions: Collection[int]) -> bool:
        """Whether the product is on sale: named itself, in a named list or meeting a condition, or nothing at all is
        named; and not left out by name or list. Leaving out wins."""
        sale = self.facts
        if product_id in sale.excluded_product_ids or any(each in target_ids for each in sale.excluded_list_ids):
            return False
        names_nothing = not (sale.product_ids or sale.list_ids or sale.conditions)
        return (
            names_nothing
            or product_id in sale.product_ids
            or any(each in target_ids for each in sale.list_ids)
            or any(place in met_conditions for place in self.condition_places)
        )


def reduced(sale: SaleFacts, shown: int, currency_code: str) -> int:
    """What a sale makes of an amount that the market shows: no reduction, where that is not less (`best_sale`).

    A percentage is rounded half up to the minor unit. An amount takes off as much as there is. A sale that says nothing
    of the currency leaves what it costs in it.
    """
    match sale.kind:
        case SaleKind.PERCENT:
            numerator, denominator = _kept(sale.percent or Decimal(0))
            return divide_half_up(shown * numerator, denominator)
        case SaleKind.AMOUNT:
            return max(shown - sale.amounts.get(currency_code, 0), 0)
        case _:
            return sale.amounts.get(currency_code, shown)


@lru_cache(maxsize=1024)
def _kept(percent: Decimal) -> tuple[int, int]:
    """What a percentage leaves, as a fraction."""
    return (1 - percent / 100).as_integer_ratio()


def best_sale(sales: Iterable[SaleFacts], shown: int, currency_code: str) -> tuple[int, SaleFacts | None]:
    """The lowest amount that one of these sales gives, and which; the amount itself and None where none lowers it."""
    amount, best = shown, None
    for sale in sales:
        lowered = reduced(sale, shown, currency_code)
        if lowered < amount or (best is not None and lowered == amount and sale.code < best.code):
            amount, best = lowered, sale
    return amount, best
