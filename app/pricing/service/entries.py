"""Prices as they are wanted, and what cannot be one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple
from uuid import UUID

from app.core.errors import Problem, Refusal
from app.core.money import MAX_AMOUNT
from app.pricing.errors import PricingErrorCode

MOST_PIECES: Final = 1_000_000
"""The largest quantity that a price can begin at."""


class PriceEntry(NamedTuple):
    """What a variant costs in a list from so many pieces on: until further notice, or for a while."""

    price_list_id: UUID
    variant_id: UUID
    amount: int
    """Minor units of the list's currency, from 0 to `MAX_AMOUNT`; so is the next."""
    compare_at_amount: int | None = None
    """Shown struck through: above the amount."""
    min_quantity: int = 1
    starts_at: datetime | None = None
    """None: until further notice. Else it is a dated price, which beats the other while it holds."""
    ends_at: datetime | None = None
    """Of a dated price, the first moment at which it no longer holds. None: open."""

    @property
    def is_plain(self) -> bool:
        """Whether it is what one piece costs until further notice."""
        return self.min_quantity == 1 and self.starts_at is None


@dataclass(frozen=True)
class PricesOfProduct:
    """What the variants of a product cost."""

    product_id: UUID
    list_ids: Collection[UUID]
    """In these lists the product has exactly the prices below; see `is_whole`."""
    prices: Sequence[PriceEntry]
    is_new: bool = False
    """Whether this transaction has made the product: then it has no prices yet, and nobody else can give it any."""
    is_whole: bool = False
    """Whether `prices` tell of larger quantities and of dates too. Where they do not, those that a variant has in a
    list stay as long as it is in the list: a file of plain prices takes no planned sale away."""
    keeps_compare_at: bool = False
    """Whether nothing is said of what plain prices are compared with: it stays where it is above the new amount."""


def wrong_with(entry: PriceEntry) -> Iterator[PricingErrorCode]:
    """Why this is no price, whatever else there is."""
    if not 0 <= entry.amount <= MAX_AMOUNT:
        yield PricingErrorCode.AMOUNT_OUT_OF_RANGE
    elif entry.compare_at_amount is not None and not entry.amount < entry.compare_at_amount <= MAX_AMOUNT:
        yield PricingErrorCode.COMPARE_AT_NOT_HIGHER
    if not 1 <= entry.min_quantity <= MOST_PIECES:
        yield PricingErrorCode.QUANTITY_OUT_OF_RANGE
    if entry.ends_at is not None and (entry.starts_at is None or entry.ends_at <= entry.starts_at):
        yield PricingErrorCode.ENDS_BEFORE_START


def overlaps(entries: Iterable[PriceEntry]) -> Iterator[tuple[PriceEntry, PriceEntry]]:
    """Pairs of dated prices of the same variant, list and quantity, of which one begins before the other has ended."""
    dated = [(_place_of(entry), entry.starts_at, entry) for entry in entries if entry.starts_at is not None]
    dated.sort(key=lambda each: each[:2])
    for (place, _, one), (next_place, start, other) in pairwise(dated):
        if place == next_place and (one.ends_at is None or start < one.ends_at):
            yield one, other


def _place_of(entry: PriceEntry) -> tuple[UUID, UUID, int]:
    return entry.price_list_id, entry.variant_id, entry.min_quantity


def refuse_wrong(entries: Iterable[PriceEntry]) -> None:
    """Raise a `Refusal` that names each entry that is no price by its list and variant."""
    entries = list(entries)
    problems = [
        Problem(code, (str(entry.price_list_id), str(entry.variant_id)), {"amount": entry.amount, "most": MOST_PIECES})
        for entry in entries
        if not _is_usual(entry)
        for code in wrong_with(entry)
    ]
    problems += [
        Problem(PricingErrorCode.PRICES_OVERLAP, (str(other.price_list_id), str(other.variant_id)))
        for _, other in overlaps(entries)
    ]
    if problems:
        raise Refusal(*problems)


def _is_usual(entry: PriceEntry) -> bool:
    """Imports check a thousand products a second: nearly all of their prices are plain ones."""
    return (
        0 <= entry.amount <= MAX_AMOUNT
        and entry.min_quantity == 1
        and entry.compare_at_amount is None
        and entry.ends_at is None
    )
