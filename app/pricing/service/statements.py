"""Reading and writing rows of prices, many at once: each is one statement for one product or a thousand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import TIMESTAMP, BigInteger, Integer, Uuid, any_, delete, func, null, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.copying import copy_in
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.core.reads import array_parameter, table_of
from app.pricing.errors import PricingErrorCode
from app.pricing.models import DatedPrice, Price
from app.pricing.service.entries import PriceEntry

Key: TypeAlias = tuple[UUID, UUID, int, datetime | None]
"""A list, a variant, a quantity and, of dated prices, the start: what a price is the price of."""


class StoredPrice(NamedTuple):
    """A price as it stands in its table."""

    entry: PriceEntry
    product_id: UUID
    id: UUID | None
    """Of dated prices."""


_price: Final = table_of(Price).c
_dated: Final = table_of(DatedPrice).c
_MOMENT: Final = TIMESTAMP(timezone=True)

_GONE = (
    func.unnest(
        array_parameter("list_ids", Uuid()),
        array_parameter("variant_ids", Uuid()),
        array_parameter("quantities", Integer()),
    )
    .table_valued("list_id", "variant_id", "quantity")
    .render_derived()
)
_PLACES = (
    func.unnest(array_parameter("list_ids", Uuid()), array_parameter("variant_ids", Uuid()))
    .table_valued("list_id", "variant_id")
    .render_derived()
)


def _columns(table: Any, *, is_dated: bool) -> tuple[Any, ...]:
    return (
        table.price_list_id,
        table.variant_id,
        table.amount,
        table.compare_at_amount,
        table.min_quantity,
        table.starts_at if is_dated else null().label("starts_at"),
        table.ends_at if is_dated else null().label("ends_at"),
        table.product_id,
        table.id if is_dated else null().label("id"),
    )


_TABLES: Final = ((_price, False), (_dated, True))
_OF_PRODUCTS: Final = [
    select(*_columns(table, is_dated=is_dated)).where(table.product_id == any_(array_parameter("product_ids", Uuid())))
    for table, is_dated in _TABLES
]
_OF_VARIANTS: Final = [
    select(*_columns(table, is_dated=is_dated)).where(table.variant_id == any_(array_parameter("variant_ids", Uuid())))
    for table, is_dated in _TABLES
]
_AT_PLACES: Final = [
    select(*_columns(table, is_dated=is_dated)).where(
        tuple_(table.price_list_id, table.variant_id).in_(select(_PLACES.c.list_id, _PLACES.c.variant_id))
    )
    for table, is_dated in _TABLES
]
_DELETE: Final = delete(table_of(Price)).where(
    tuple_(_price.price_list_id, _price.variant_id, _price.min_quantity).in_(
        select(_GONE.c.list_id, _GONE.c.variant_id, _GONE.c.quantity)
    )
)
_DELETE_DATED: Final = delete(table_of(DatedPrice)).where(_dated.id == any_(array_parameter("ids", Uuid())))

_NEW: Final = (
    func.unnest(
        array_parameter("list_ids", Uuid()),
        array_parameter("variant_ids", Uuid()),
        array_parameter("product_ids", Uuid()),
        array_parameter("quantities", Integer()),
        array_parameter("amounts", BigInteger()),
        array_parameter("compare_at_amounts", BigInteger()),
    )
    .table_valued("list_id", "variant_id", "product_id", "quantity", "amount", "compare_at_amount")
    .render_derived()
)
_INSERT = insert(table_of(Price)).from_select(
    ["price_list_id", "variant_id", "product_id", "min_quantity", "amount", "compare_at_amount"], select(*_NEW.c)
)
_UPSERT: Final = _INSERT.on_conflict_do_update(
    index_elements=["variant_id", "price_list_id", "min_quantity"],
    set_={"amount": _INSERT.excluded.amount, "compare_at_amount": _INSERT.excluded.compare_at_amount},
)
_CHANGED: Final = (
    func.unnest(
        array_parameter("ids", Uuid()),
        array_parameter("amounts", BigInteger()),
        array_parameter("compare_at_amounts", BigInteger()),
        array_parameter("ends", _MOMENT),
    )
    .table_valued("id", "amount", "compare_at_amount", "ends_at")
    .render_derived("changed")
)
_UPDATE_DATED: Final = (
    update(table_of(DatedPrice))
    .where(_dated.id == _CHANGED.c.id)
    .values(amount=_CHANGED.c.amount, compare_at_amount=_CHANGED.c.compare_at_amount, ends_at=_CHANGED.c.ends_at)
)

_COPIED: Final = ("price_list_id", "variant_id", "product_id", "min_quantity", "amount", "compare_at_amount")
_COPIED_DATED: Final = ("id", *_COPIED, "starts_at", "ends_at")


def key_of(entry: PriceEntry) -> Key:
    """What it is the price of."""
    return entry.price_list_id, entry.variant_id, entry.min_quantity, entry.starts_at


async def prices_of_products(session: AsyncSession, product_ids: Sequence[UUID]) -> list[StoredPrice]:
    """All prices of these products, dated ones too."""
    found: list[StoredPrice] = []
    for statement in _OF_PRODUCTS:
        found += _stored(await session.execute(statement, {"product_ids": list(product_ids)}))
    return found


async def prices_of_variants(session: AsyncSession, variant_ids: Sequence[UUID]) -> list[StoredPrice]:
    """All prices of these variants, dated ones too."""
    found: list[StoredPrice] = []
    for statement in _OF_VARIANTS:
        found += _stored(await session.execute(statement, {"variant_ids": list(variant_ids)}))
    return found


async def prices_at(session: AsyncSession, places: Collection[tuple[UUID, UUID]]) -> list[StoredPrice]:
    """All prices in these lists of these variants, pair by pair."""
    parameters = {"list_ids": [place[0] for place in places], "variant_ids": [place[1] for place in places]}
    found: list[StoredPrice] = []
    for statement in _AT_PLACES:
        found += _stored(await session.execute(statement, parameters))
    return found


def _stored(rows: Iterable[Any]) -> list[StoredPrice]:
    return [StoredPrice(PriceEntry(*row[:7]), row[7], row[8]) for row in rows]


async def copy_new(session: AsyncSession, made: Sequence[tuple[UUID, PriceEntry]]) -> None:
    """Write prices of products that this transaction has made: product and price."""
    plain, dated = [], []
    for product_id, (list_id, variant_id, amount, compare_at, quantity, starts_at, ends_at) in made:
        row = (list_id, variant_id, product_id, quantity, amount, compare_at)
        if starts_at is None:
            plain.append(row)
        else:
            dated.append((new_id(), *row, starts_at, ends_at))
    if plain:
        await copy_in(session, table_of(Price), _COPIED, plain)
    if dated:
        await _without_overlap(copy_in(session, table_of(DatedPrice), _COPIED_DATED, dated))


async def write_rows(
    session: AsyncSession,
    gone: Sequence[StoredPrice],
    new: Mapping[Key, tuple[UUID, PriceEntry]],
    stored: Mapping[Key, StoredPrice],
) -> None:
    """Delete what is gone, and write what is new or differs from what is stored. Rows are written in the order of
    their keys, so that two who write the same ones do not wait for each other."""
    if keys := sorted(key_of(each.entry)[:3] for each in gone if each.id is None):
        await session.execute(
            _DELETE,
            {
                "list_ids": [key[0] for key in keys],
                "variant_ids": [key[1] for key in keys],
                "quantities": [key[2] for key in keys],
            },
        )
    if ids := [each.id for each in gone if each.id is not None]:
        await session.execute(_DELETE_DATED, {"ids": ids})
    if undated := sorted((each for each in new.values() if each[1].starts_at is None), key=_by_key):
        await session.execute(
            _UPSERT,
            {
                "list_ids": [entry.price_list_id for _, entry in undated],
                "variant_ids": [entry.variant_id for _, entry in undated],
                "product_ids": [product_id for product_id, _ in undated],
                "quantities": [entry.min_quantity for _, entry in undated],
                "amounts": [entry.amount for _, entry in undated],
                "compare_at_amounts": [entry.compare_at_amount for _, entry in undated],
            },
        )
    dated = {key: each for key, each in new.items() if key[3] is not None}
    if dated:
        await _write_dated(session, dated, stored)


def _by_key(each: tuple[UUID, PriceEntry]) -> tuple[UUID, UUID, int]:
    return each[1].price_list_id, each[1].variant_id, each[1].min_quantity


async def _write_dated(
    session: AsyncSession, dated: Mapping[Key, tuple[UUID, PriceEntry]], stored: Mapping[Key, StoredPrice]
) -> None:
    """One that begins when another did is that other, changed; the rest is new."""
    changed = [(row.id, entry) for key, (_, entry) in dated.items() if (row := stored.get(key))]
    if changed:
        parameters = {
            "ids": [row_id for row_id, _ in changed],
            "amounts": [entry.amount for _, entry in changed],
            "compare_at_amounts": [entry.compare_at_amount for _, entry in changed],
            "ends": [entry.ends_at for _, entry in changed],
        }
        await _without_overlap(session.execute(_UPDATE_DATED, parameters))
    await copy_new(session, [each for key, each in dated.items() if key not in stored])


async def _without_overlap(writing: Any) -> None:
    """Refuse what somebody else has just planned for the same time."""
    try:
        await writing
    except IntegrityError as error:
        if "dated_price_overlap" in str(error.orig or error.__cause__):
            raise Refusal(Problem(PricingErrorCode.PRICES_OVERLAP, retryable=True)) from error
        raise
