"""Writes of the prices of many products at once: a few statements for one product or a thousand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, any_, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.copying import copy_in
from app.core.money import MAX_AMOUNT
from app.core.reads import array_parameter, table_of
from app.events import WHOLE_SHOP, announce, record
from app.pricing.events import PricesWritten
from app.pricing.models import Price

_TABLE: Final = table_of(Price)
_price: Final = _TABLE.c

Place: TypeAlias = tuple[UUID, UUID]
"""A price list and a variant."""


@dataclass(frozen=True)
class PricesOfProduct:
    """What the variants of a product cost."""

    product_id: UUID
    list_ids: Collection[UUID]
    """In these lists the product has exactly the prices below."""
    amounts: Mapping[Place, int]
    """Minor units of the list's currency, from 0 to `MAX_AMOUNT`."""
    is_new: bool = False
    """Whether this transaction has made the product: then it has no prices yet, and nobody else can give it any."""


def _pairs(names: tuple[str, str]) -> Any:
    """Two arrays as rows of pairs."""
    return (
        func.unnest(*(array_parameter(name, Uuid()) for name in names)).table_valued("first", "second").render_derived()
    )


_GONE = _pairs(("list_ids", "variant_ids"))
_STORED: Final = select(_price.product_id, _price.price_list_id, _price.variant_id, _price.amount).where(
    _price.product_id == any_(array_parameter("product_ids", Uuid()))
)
_STORED_AT: Final = select(_price.product_id, _price.price_list_id, _price.variant_id, _price.amount).where(
    tuple_(_price.price_list_id, _price.variant_id).in_(select(_GONE.c.first, _GONE.c.second))
)
_DELETE: Final = delete(_TABLE).where(
    tuple_(_price.price_list_id, _price.variant_id).in_(select(_GONE.c.first, _GONE.c.second))
)
_ROWS: Final = (
    func.unnest(
        array_parameter("list_ids", Uuid()),
        array_parameter("variant_ids", Uuid()),
        array_parameter("product_ids", Uuid()),
        array_parameter("amounts", BigInteger()),
    )
    .table_valued("list_id", "variant_id", "product_id", "amount")
    .render_derived()
)
_INSERT = insert(_TABLE).from_select(
    ["price_list_id", "variant_id", "product_id", "amount"],
    select(_ROWS.c.list_id, _ROWS.c.variant_id, _ROWS.c.product_id, _ROWS.c.amount),
)
_UPSERT: Final = _INSERT.on_conflict_do_update(
    index_elements=["variant_id", "price_list_id"], set_={"amount": _INSERT.excluded.amount}
)


async def set_prices_of_products(
    session: AsyncSession, wanted: Sequence[PricesOfProduct], *, told_of: Collection[UUID] = ()
) -> set[UUID]:
    """Let the variants of these products cost this, as `set_prices` does for one, and say whose prices differed.

    Lists that a product does not name keep its prices, except those of a variant that no list here prices: it is no
    longer sold anywhere. Records one `PricesWritten`, which leaves out the products that `told_of` names: an event
    that the same transaction has recorded tells of them.
    """
    stored = await _stored(session, [each.product_id for each in wanted if not each.is_new])
    made: list[tuple[UUID, UUID, UUID, int]] = []
    gone: list[Place] = []
    new: dict[Place, tuple[UUID, int]] = {}
    changed = set()
    for each in wanted:
        _refuse_amounts(each.amounts)
        if each.is_new:
            made += ((place[1], place[0], each.product_id, amount) for place, amount in each.amounts.items())
            if each.amounts:
                changed.add(each.product_id)
            continue
        before = stored.get(each.product_id, {})
        priced = {variant_id for _, variant_id in each.amounts}
        own_gone = [
            place
            for place in before
            if place not in each.amounts and (place[0] in each.list_ids or place[1] not in priced)
        ]
        own_new = {place: amount for place, amount in each.amounts.items() if before.get(place) != amount}
        if own_gone or own_new:
            changed.add(each.product_id)
            gone += own_gone
            new |= {place: (each.product_id, amount) for place, amount in own_new.items()}
    if made:
        await copy_in(session, _TABLE, ("variant_id", "price_list_id", "product_id", "amount"), made)
    await _write(session, gone, new)
    await _tell(session, changed, told_of)
    return changed


async def _stored(session: AsyncSession, product_ids: list[UUID]) -> dict[UUID, dict[Place, int]]:
    """What the variants of these products cost now, by product."""
    stored: dict[UUID, dict[Place, int]] = {}
    if product_ids:
        for product_id, list_id, variant_id, amount in await session.execute(_STORED, {"product_ids": product_ids}):
            stored.setdefault(product_id, {})[list_id, variant_id] = amount
    return stored


async def set_prices_at(
    session: AsyncSession, wanted: Mapping[Place, int | None], product_ids: Mapping[UUID, UUID]
) -> set[Place]:
    """Let these variants cost this in these lists, None: not be sold there; all others keep their prices.

    `product_ids` has the product of each variant. Says what differed, and records one `PricesWritten`.
    """
    _refuse_amounts({place: amount for place, amount in wanted.items() if amount is not None})
    found = await session.execute(_STORED_AT, _split(list(wanted)))
    stored = {(list_id, variant_id): amount for _, list_id, variant_id, amount in found}
    changed = {place for place, amount in wanted.items() if stored.get(place) != amount}
    gone = [place for place in changed if wanted[place] is None]
    new = {
        place: (product_ids[place[1]], amount)
        for place, amount in wanted.items()
        if place in changed and amount is not None
    }
    await _write(session, gone, new)
    await _tell(session, {product_ids[variant_id] for _, variant_id in changed}, ())
    return changed


async def _write(session: AsyncSession, gone: Sequence[Place], new: Mapping[Place, tuple[UUID, int]]) -> None:
    if gone:
        await session.execute(_DELETE, _split(gone))
    if new:
        places = sorted(new)
        rows = {
            **_split(places),
            "product_ids": [new[place][0] for place in places],
            "amounts": [new[place][1] for place in places],
        }
        await session.execute(_UPSERT, rows)


async def _tell(session: AsyncSession, changed: set[UUID], told_of: Collection[UUID]) -> None:
    """Caches hear of it in any case; search follows what it does not hear of already."""
    untold = tuple(sorted(changed.difference(told_of)))
    if untold:
        await record(session, PricesWritten(WHOLE_SHOP, untold))
    elif changed:
        await announce(session, PricesWritten(WHOLE_SHOP, ()))


def _split(places: Sequence[Place]) -> dict[str, list[UUID]]:
    return {"list_ids": [place[0] for place in places], "variant_ids": [place[1] for place in places]}


def _refuse_amounts(amounts: Mapping[Place, int]) -> None:
    """Readers of files check what they read: this is the last line."""
    if not all(0 <= amount <= MAX_AMOUNT for amount in amounts.values()):
        raise ValueError("an amount is no price")
