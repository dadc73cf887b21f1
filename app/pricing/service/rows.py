"""Prices one by one, as rows of a file say them: each is written, or refused by itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Problem, Refusal
from app.pricing.errors import PricingErrorCode
from app.pricing.service.entries import MOST_PIECES, PriceEntry, overlaps, wrong_with
from app.pricing.service.products import set_entries
from app.pricing.service.statements import Key, StoredPrice, key_of, prices_at

_FIELDS: Final[Mapping[PricingErrorCode, str]] = {
    PricingErrorCode.COMPARE_AT_NOT_HIGHER: "compare_at",
    PricingErrorCode.QUANTITY_OUT_OF_RANGE: "min_quantity",
    PricingErrorCode.ENDS_BEFORE_START: "ends_at",
    PricingErrorCode.PRICES_OVERLAP: "starts_at",
}
_MOST_ATTEMPTS: Final = 3


class ListedRow(NamedTuple):
    """A price as it is wanted. No two rows of one call have the same key."""

    entry: PriceEntry
    is_removed: bool = False
    """Whether there is to be none."""
    is_of_all: bool = False
    """Of one that is removed: whether the variant leaves the list, with all its quantities and dates."""
    keeps_compare_at: bool = False
    """Whether nothing is said of what it is compared with: that stays where it is above the amount."""


class RowOutcome(NamedTuple):
    """What became of a row."""

    is_changed: bool = False
    problems: tuple[Problem, ...] = ()
    """Their paths are the fields of the entry."""


async def set_listed_prices(
    session: AsyncSession, rows: Sequence[ListedRow], product_ids: Mapping[UUID, UUID]
) -> list[RowOutcome]:
    """Write these rows, and tell in their order what became of each; all other prices stay.

    Two dated prices never hold at the same time: of those that would, the one that is stored stays, and of two rows
    the later is refused. `product_ids` has the product of each variant. Records one `PricesWritten`.
    """
    for attempt in range(_MOST_ATTEMPTS):
        stored = {key_of(each.entry): each for each in await prices_at(session, sorted(_places(rows)))}
        problems = _problems(rows, stored)
        wanted = _wanted(rows, problems, stored)
        try:
            async with session.begin_nested():
                changed = await set_entries(session, wanted, stored, product_ids)
        except Refusal:  # somebody else has just planned a price for the same time: it is seen now
            if attempt + 1 == _MOST_ATTEMPTS:
                raise
            continue
        places = {key[:2] for key in changed}
        return [
            RowOutcome(
                (row.entry[:2] in places) if row.is_of_all else key_of(row.entry) in changed,
                tuple(problems.get(number, ())),
            )
            for number, row in enumerate(rows)
        ]
    raise AssertionError("the last attempt returns or raises")


def _places(rows: Sequence[ListedRow]) -> set[tuple[UUID, UUID]]:
    return {(row.entry.price_list_id, row.entry.variant_id) for row in rows}


def _problems(rows: Sequence[ListedRow], stored: Mapping[Key, StoredPrice]) -> dict[int, list[Problem]]:
    """What is wrong, by the number of the row."""
    problems: dict[int, list[Problem]] = {}
    for number, row in enumerate(rows):
        if not row.is_removed:
            for code in wrong_with(row.entry):
                problems.setdefault(number, []).append(_problem(code, row.entry))
    numbers = {key_of(row.entry): number for number, row in enumerate(rows)}
    while True:
        after = {key: row.entry for key, row in stored.items()}
        for key, entry in _wanted(rows, problems, stored).items():
            after.pop(key, None)
            if entry is not None:
                after[key] = entry
        own = {key: number for key, number in numbers.items() if number not in problems}
        refused = _refused(sorted(_dated(after.values())), own)
        if not refused:
            return problems
        problems |= {number: [_problem(PricingErrorCode.PRICES_OVERLAP, rows[number].entry)] for number in refused}


def _dated(entries: Iterable[PriceEntry]) -> Iterator[tuple[Key, PriceEntry]]:
    return ((key_of(entry), entry) for entry in entries if entry.starts_at is not None)


def _refused(dated: Sequence[tuple[Key, PriceEntry]], numbers: Mapping[Key, int]) -> set[int]:
    """The later of each two rows that would hold at once; what is stored has no number, and stays."""
    refused: set[int] = set()
    kept: tuple[Key, PriceEntry] | None = None
    for each in dated:
        if kept is None or not any(overlaps((kept[1], each[1]))):
            kept = each
            continue
        number = max(numbers[key] for key in (kept[0], each[0]) if key in numbers)
        refused.add(number)
        if number != numbers.get(each[0]):
            kept = each
    return refused


def _problem(code: PricingErrorCode, entry: PriceEntry) -> Problem:
    return Problem(code, (_FIELDS.get(code, "amount"),), {"amount": entry.amount, "most": MOST_PIECES})


def _wanted(
    rows: Sequence[ListedRow], problems: Mapping[int, Sequence[Problem]], stored: Mapping[Key, StoredPrice]
) -> dict[Key, PriceEntry | None]:
    """What is to be, of the rows that can be."""
    going = [row for number, row in enumerate(rows) if not problems.get(number)]
    leaving = {row.entry[:2] for row in going if row.is_removed and row.is_of_all}
    wanted: dict[Key, PriceEntry | None] = {key: None for key in stored if key[:2] in leaving}
    for row in going:
        key = key_of(row.entry)
        if not row.is_removed:
            wanted[key] = _with_kept(row, stored.get(key))
        elif not row.is_of_all:
            wanted[key] = None
    return wanted


def _with_kept(row: ListedRow, stored: StoredPrice | None) -> PriceEntry:
    compare_at = stored.entry.compare_at_amount if stored and row.keeps_compare_at else None
    if compare_at is None or compare_at <= row.entry.amount:
        return row.entry
    return row.entry._replace(compare_at_amount=compare_at)
