"""Prices, as staff set them: many at once, in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.catalog import VariantPlace, variant_places, variants_by_skus
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.locks import lock_setup
from app.core.modes import BulkMode
from app.core.money import to_decimal
from app.core.texts import is_line
from app.pricing.commands.setting import amount_of, problem
from app.pricing.errors import PricingErrorCode
from app.pricing.ids import PRICE_LIST_ID
from app.pricing.queries.lists import PriceListFacts, load_price_lists
from app.pricing.service import PriceEntry, set_entries
from app.pricing.service.entries import MOST_PIECES, overlaps, wrong_with
from app.pricing.service.statements import Key, StoredPrice, key_of, prices_at

MOST_PRICES: Final = 250
"""Of one request."""
_ROWS: Final = "prices"
_LONGEST_SKU: Final = 200


@dataclass(frozen=True)
class WantedPrice:
    """A price to set, or to remove."""

    amount: Decimal | None
    """Major units of the list's currency; so is the next. None: the price is removed."""
    compare_at: Decimal | None = None
    variant_id: UUID | None = None
    sku: str | None = None
    """The variant, by one of the two."""
    price_list_id: UUID | None = None
    price_list_code: str | None = None
    """The list, by one of the two."""
    min_quantity: int = 1
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """With an end alone it begins now."""


@dataclass(frozen=True)
class PriceResult:
    """What became of one of them."""

    is_changed: bool = False
    """Whether anything differs now."""
    problems: tuple[Problem, ...] = ()


@dataclass
class _Known:
    """What the rows name, and what they come to."""

    now: datetime
    variants_by_id: Mapping[UUID, VariantPlace]
    variants_by_sku: Mapping[str, VariantPlace]
    lists: Sequence[PriceListFacts]
    product_ids: dict[UUID, UUID] = field(default_factory=dict)
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    wanted: dict[Key, tuple[int, PriceEntry | None]] = field(default_factory=dict)
    """With the place of the row in the input."""

    def refuse(self, index: int, code: PricingErrorCode, *path: str, **facts: object) -> None:
        """The row cannot be written."""
        self.problems.setdefault(index, []).append(problem(code, _ROWS, str(index), *path, **facts))

    def read(self, index: int, row: WantedPrice) -> None:
        """Take a row, or say why not."""
        variant = self._variant(row)
        if variant is None:
            name = "variantId" if row.sku is None else "sku"
            self.refuse(index, PricingErrorCode.VARIANT_NOT_FOUND, name)
        price_list = self._list(row)
        if price_list is None:
            name = "priceListId" if row.price_list_code is None else "priceListCode"
            self.refuse(index, PricingErrorCode.PRICE_LIST_NOT_FOUND, name)
        if variant is None or price_list is None:
            return
        self.product_ids[variant.variant_id] = variant.product_id
        starts_at = self.now if row.starts_at is None and row.ends_at is not None else row.starts_at
        key: Key = (price_list.id, variant.variant_id, row.min_quantity, starts_at)
        if key in self.wanted:
            self.refuse(index, PricingErrorCode.PRICE_REPEATED)
        elif row.amount is None:
            self.wanted[key] = index, None
        else:
            self._read_amounts(index, row, row.amount, price_list.currency_code, key)

    def _read_amounts(self, index: int, row: WantedPrice, given: Decimal, currency_code: str, key: Key) -> None:
        path = (_ROWS, str(index))
        amount, wrong = amount_of(given, currency_code, *path, "amount")
        compare_at, wrong_too = (
            (None, None) if row.compare_at is None else amount_of(row.compare_at, currency_code, *path, "compareAt")
        )
        self.problems.setdefault(index, []).extend(each for each in (wrong, wrong_too) if each)
        if amount is None or wrong_too:
            return
        entry = PriceEntry(key[0], key[1], amount, compare_at, key[2], key[3], row.ends_at)
        for code in wrong_with(entry):
            name, facts = _FIELDS[code]
            self.refuse(index, code, name, **facts)
        if not self.problems[index]:
            self.wanted[key] = index, entry

    def _variant(self, row: WantedPrice) -> VariantPlace | None:
        if row.sku is not None:
            return self.variants_by_sku.get(row.sku)
        return self.variants_by_id.get(row.variant_id) if row.variant_id else None

    def _list(self, row: WantedPrice) -> PriceListFacts | None:
        if row.price_list_code is not None:
            return next((each for each in self.lists if each.code == row.price_list_code), None)
        return next((each for each in self.lists if each.id == row.price_list_id), None)


_FIELDS: Final[Mapping[PricingErrorCode, tuple[str, dict[str, object]]]] = {
    PricingErrorCode.COMPARE_AT_NOT_HIGHER: ("compareAt", {}),
    PricingErrorCode.QUANTITY_OUT_OF_RANGE: ("minQuantity", {"most": MOST_PIECES}),
    PricingErrorCode.ENDS_BEFORE_START: ("endsAt", {}),
}


async def write_prices(ctx: RequestContext, rows: Sequence[WantedPrice], mode: BulkMode) -> list[PriceResult]:
    """Set or remove up to 250 prices, and tell in their order what became of each.

    A row is the whole of a price: of a variant in a list, from a quantity on, until further notice or (with a start)
    for a while. Where one begins at the same moment already, it becomes this one. With `ALL_OR_NOTHING`, one that is
    refused keeps all from being written. Refuses the request as a whole where there are too many.
    """
    if len(rows) > MOST_PRICES:
        raise Refusal(problem(PricingErrorCode.TOO_MANY, _ROWS, most=MOST_PRICES))
    async with ctx.transaction() as session:
        await lock_setup(session)
        known = await _known(ctx, session, rows)
        for index, row in enumerate(rows):
            known.read(index, row)
        places = {key[:2] for key in known.wanted}
        stored = {key_of(each.entry): each for each in await prices_at(session, sorted(places))}
        _refuse_overlapping(known, stored)
        refused = {index: tuple(problems) for index, problems in known.problems.items() if problems}
        changed: set[int] = set()
        if not refused or mode is BulkMode.BEST_EFFORT:
            going = {key: each for key, each in known.wanted.items() if each[0] not in refused}
            entries = {key: entry for key, (_, entry) in going.items()}
            keys = await set_entries(session, entries, stored, known.product_ids)
            changed = {going[key][0] for key in keys}
            await _note(ctx, session, known.lists, {key: entries[key] for key in keys}, stored)
        return [PriceResult(index in changed, refused.get(index, ())) for index in range(len(rows))]


async def _known(ctx: RequestContext, session: AsyncSession, rows: Sequence[WantedPrice]) -> _Known:
    return _Known(
        ctx.now,
        await variant_places(session, {row.variant_id for row in rows if row.variant_id}),
        await variants_by_skus(
            session, {row.sku for row in rows if row.sku is not None and is_line(row.sku, _LONGEST_SKU)}
        ),
        await load_price_lists(ctx.db),
    )


def _refuse_overlapping(known: _Known, stored: Mapping[Key, StoredPrice]) -> None:
    """Of two dated prices at the same time, the one that is wanted is refused; of two wanted ones, the later."""
    while True:
        after: dict[Key, PriceEntry | None] = {key: row.entry for key, row in stored.items()}
        after |= {key: entry for key, (index, entry) in known.wanted.items() if not known.problems.get(index)}
        clash = next(overlaps(entry for entry in after.values() if entry is not None), None)
        if clash is None:
            return
        ours = [known.wanted[key_of(entry)][0] for entry in clash if key_of(entry) in known.wanted]
        ours = [index for index in ours if not known.problems.get(index)]
        known.refuse(max(ours), PricingErrorCode.PRICES_OVERLAP, "startsAt")


async def _note(
    ctx: RequestContext,
    session: AsyncSession,
    lists: Sequence[PriceListFacts],
    written: Mapping[Key, PriceEntry | None],
    stored: Mapping[Key, StoredPrice],
) -> None:
    """One entry in the audit log for each list."""
    for price_list in lists:
        keys = sorted((key for key in written if key[0] == price_list.id), key=str)
        if keys:
            before = [stored[key].entry if key in stored else None for key in keys]
            after = [written[key] for key in keys]
            await record_change(
                session,
                ctx.viewer,
                "pricing.prices_set",
                PRICE_LIST_ID.prefix,
                price_list.id,
                before={"prices": list(_said(before, price_list.currency_code))},
                after={"prices": list(_said(after, price_list.currency_code))},
            )


def _said(entries: Sequence[PriceEntry | None], currency_code: str) -> Iterator[dict[str, Any]]:
    """Prices as the audit log has them, in major units."""
    for entry in entries:
        if entry is not None:
            said = {"variant_id": entry.variant_id, "min_quantity": entry.min_quantity}
            said |= {"amount": to_decimal(entry.amount, currency_code)}
            if entry.compare_at_amount is not None:
                said |= {"compare_at": to_decimal(entry.compare_at_amount, currency_code)}
            if entry.starts_at is not None:
                said |= {"starts_at": entry.starts_at, "ends_at": entry.ends_at}
            yield to_jsonable_python(said)
