"""Changing the amounts of a list by a rule: page by page, so that a list of a million prices fits into memory."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Uuid, bindparam, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import belongs_to
from app.core.reads import array_parameter, table_of
from app.events import WHOLE_SHOP, record
from app.pricing.events import PricesWritten, TariffChanged
from app.pricing.models import Price

PAGE: Final = 5_000
_MOST_PRODUCTS: Final = 10_000
"""More than that, and an event that names each is more than one that says: all of them."""

_price: Final = table_of(Price).c
_after: Final = bindparam("after_variant_id", type_=Uuid())
_thing: Final = bindparam("thing_id", type_=Uuid())

_PAGE: Final = (
    select(_price.variant_id, _price.product_id, _price.min_quantity, _price.amount, _price.compare_at_amount)
    .where(
        _price.price_list_id == bindparam("price_list_id", type_=Uuid()),
        or_(
            _after.is_(None),
            tuple_(_price.variant_id, _price.min_quantity)
            > tuple_(_after, bindparam("after_quantity", type_=Integer())),
        ),
        or_(_thing.is_(None), belongs_to(_price.product_id, _thing)),
    )
    .order_by(_price.variant_id, _price.min_quantity)
    .limit(PAGE)
)
_NEW: Final = (
    func.unnest(
        array_parameter("variant_ids", Uuid()),
        array_parameter("quantities", Integer()),
        array_parameter("amounts", BigInteger()),
    )
    .table_valued("variant_id", "quantity", "amount")
    .render_derived("new")
)
_UPDATE: Final = (
    update(table_of(Price))
    .where(
        _price.price_list_id == bindparam("list_id", type_=Uuid()),
        _price.variant_id == _NEW.c.variant_id,
        _price.min_quantity == _NEW.c.quantity,
    )
    .values(amount=_NEW.c.amount)
)


class AdjustedRow(NamedTuple):
    """A price until further notice, in minor units."""

    variant_id: UUID
    product_id: UUID
    min_quantity: int
    amount: int
    compare_at_amount: int | None


async def pages_to_adjust(
    session: AsyncSession, price_list_id: UUID, thing_id: UUID | None
) -> AsyncIterator[list[AdjustedRow]]:
    """The prices of the list, of products of this category, collection or brand (None: of all)."""
    last: AdjustedRow | None = None
    while True:
        parameters: dict[str, Any] = {
            "price_list_id": price_list_id,
            "thing_id": thing_id,
            "after_variant_id": last.variant_id if last else None,
            "after_quantity": last.min_quantity if last else None,
        }
        page = [AdjustedRow(*row) for row in await session.execute(_PAGE, parameters)]
        if page:
            yield page
        if len(page) < PAGE:
            return
        last = page[-1]


async def adjust_amounts(
    session: AsyncSession, price_list_id: UUID, changed: Sequence[tuple[AdjustedRow, int]]
) -> None:
    """Let these prices of the list be these amounts."""
    if changed:
        await session.execute(
            _UPDATE,
            {
                "list_id": price_list_id,
                "variant_ids": [row.variant_id for row, _ in changed],
                "quantities": [row.min_quantity for row, _ in changed],
                "amounts": [amount for _, amount in changed],
            },
        )


async def tell_of_adjusted(session: AsyncSession, product_ids: set[UUID]) -> None:
    """Let others hear of it: of each product, or of all of them where they are many."""
    if len(product_ids) > _MOST_PRODUCTS:
        await record(session, TariffChanged(WHOLE_SHOP))
    elif product_ids:
        await record(session, PricesWritten(WHOLE_SHOP, tuple(sorted(product_ids))))
