"""What is configured about prices, as frozen values: lists, sales, rounding rules, how a market prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from app.core.described import DescribedEnum
from app.pricing.models import OldRates, SaleKind

SettingT_co = TypeVar("SettingT_co", covariant=True)


@dataclass(frozen=True)
class Version(Generic[SettingT_co]):
    """What a setting said for a while. `until` None: still."""

    setting: SettingT_co
    since: datetime
    until: datetime | None = None

    def is_believed_at(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


class ListFacts(NamedTuple):
    """A price list. Empty tuples are for everybody."""

    id: UUID
    code: str
    currency_code: str
    tax_included: bool
    tax_country_code: str | None
    market_ids: tuple[UUID, ...]
    channel_codes: tuple[str, ...]
    country_codes: tuple[str, ...]
    group_codes: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    priority: int
    is_active: bool
    has_dated_prices: bool = True
    """Whether `dated_price` may have rows of it: where not, it need not be asked."""


class SaleFacts(NamedTuple):
    """A sale."""

    id: UUID
    code: str
    kind: SaleKind
    percent: Decimal | None
    amounts: Mapping[str, int]
    market_ids: tuple[UUID, ...]
    channel_codes: tuple[str, ...]
    group_codes: tuple[str, ...]
    list_ids: tuple[UUID, ...]
    product_ids: frozenset[UUID]
    conditions: tuple[Mapping[str, Any], ...]
    excluded_list_ids: tuple[UUID, ...]
    excluded_product_ids: frozenset[UUID]
    starts_local: datetime | None
    ends_local: datetime | None
    is_paused: bool


class RoundingMode(DescribedEnum):
    """Which of the two prices around an amount it becomes."""

    NEAREST = "NEAREST", "The nearer one; the higher where both are equally near."
    UP = "UP", "The higher one."
    DOWN = "DOWN", "The lower one; the lowest there is where none is lower."


class RoundingBand(NamedTuple):
    """From this amount on, prices are k · step + ending. Minor units."""

    start: int
    step: int
    ending: int
    mode: RoundingMode


class RoundingFacts(NamedTuple):
    """A rounding rule."""

    id: UUID
    currency_code: str
    market_id: UUID | None
    bands: tuple[RoundingBand, ...]


class MarketPricingFacts(NamedTuple):
    """How a market prices what no list of its currency names."""

    market_id: UUID
    base_price_list_id: UUID | None
    conversion_fee: Decimal
    max_rate_age_hours: int
    old_rates: OldRates
    quote_minutes: int


class PriorRule(NamedTuple):
    """A country's rule about prior prices, from its first day up to and without `valid_to`."""

    country_code: str
    days: int
    valid_from: date
    valid_to: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class MarketPlace(NamedTuple):
    """What prices need of a market."""

    code: str
    currency_code: str
    time_zone: str
    """IANA."""
