"""Writes of the prices of products: a few statements for one product or a thousand."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Refusal
from app.events import WHOLE_SHOP, announce, record
from app.pricing.events import PricesChanged, PricesWritten
from app.pricing.service.entries import PriceEntry, PricesOfProduct, refuse_wrong
from app.pricing.service.statements import (
    Key,
    StoredPrice,
    copy_new,
    key_of,
    prices_of_products,
    prices_of_variants,
    write_rows,
)


async def set_prices(session: AsyncSession, product_id: UUID, prices: Mapping[UUID, Mapping[UUID, int]]) -> bool:
    """Let one piece of the product's variants cost this: price list id → variant id → amount in minor units of the
    list's currency. See `set_product_prices`, which this is for plain prices."""
    entries = [
        PriceEntry(list_id, variant_id, amount) for list_id, own in prices.items() for variant_id, amount in own.items()
    ]
    return await set_product_prices(session, PricesOfProduct(product_id, prices.keys(), entries))


async def set_product_prices(session: AsyncSession, wanted: PricesOfProduct) -> bool:
    """Let the product's variants cost this.

    In the lists named here the product has exactly these prices; other lists keep theirs, except of a variant that no
    list here prices: it is no longer sold anywhere. Says whether anything differed, and records
    `pricing.prices_changed` if so. Raises `Refusal` for what is no price, and for dated prices that overlap.
    """
    changed = await _write(session, [wanted])
    if changed:
        await record(session, PricesChanged(wanted.product_id))
    return bool(changed)


async def set_prices_of_products(
    session: AsyncSession, wanted: Sequence[PricesOfProduct], *, told_of: Collection[UUID] = ()
) -> set[UUID]:
    """Let the variants of these products cost this, as `set_product_prices` does for one, and say whose prices
    differed.

    Records one `PricesWritten`, which leaves out the products that `told_of` names: an event that the same transaction
    has recorded tells of them. Raises `ValueError` for what is no price: who reads files has checked what was read;
    and a `Refusal` that can be retried where somebody else has just planned a price for the same time.
    """
    try:
        changed = await _write(session, wanted)
    except Refusal as refusal:
        if all(each.retryable for each in refusal.problems):
            raise
        raise ValueError("an amount is no price") from refusal
    await tell(session, changed, told_of)
    return changed


async def set_entries(
    session: AsyncSession,
    wanted: Mapping[Key, PriceEntry | None],
    stored: Mapping[Key, StoredPrice],
    product_ids: Mapping[UUID, UUID],
) -> set[Key]:
    """Let these be the prices, None: let there be none; all others stay as they are. `stored` has what there is of
    these lists and variants (`prices_at`), `product_ids` the product of each variant.

    Says which differed, and records one `PricesWritten`. Raises `Refusal` for what is no price.
    """
    refuse_wrong(entry for entry in wanted.values() if entry is not None)
    before = {key: each.entry for key, each in stored.items()}
    changed = {key for key, entry in wanted.items() if before.get(key) != entry}
    gone = [stored[key] for key in changed if wanted[key] is None]
    new = {key: (product_ids[key[1]], entry) for key in changed if (entry := wanted[key]) is not None}
    await write_rows(session, gone, new, stored)
    await tell(session, {product_ids[key[1]] for key in changed}, ())
    return changed


async def copy_prices(session: AsyncSession, product_id: UUID, variant_ids: Mapping[UUID, UUID]) -> None:
    """Let variants of a new product cost in every list what others do, dates included: old variant → new variant."""
    found = await prices_of_variants(session, list(variant_ids))
    entries = [each.entry._replace(variant_id=variant_ids[each.entry.variant_id]) for each in found]
    list_ids = {entry.price_list_id for entry in entries}
    await set_product_prices(session, PricesOfProduct(product_id, list_ids, entries, is_whole=True))


async def tell(session: AsyncSession, changed: set[UUID], told_of: Collection[UUID]) -> None:
    """Caches hear of it in any case; search follows what it does not hear of already."""
    untold = tuple(sorted(changed.difference(told_of)))
    if untold:
        await record(session, PricesWritten(WHOLE_SHOP, untold))
    elif changed:
        await announce(session, PricesWritten(WHOLE_SHOP, ()))


async def _write(session: AsyncSession, wanted: Sequence[PricesOfProduct]) -> set[UUID]:
    """The products whose prices differed."""
    known = [each.product_id for each in wanted if not each.is_new]
    by_product: dict[UUID, dict[Key, StoredPrice]] = {}
    for row in await prices_of_products(session, known) if known else ():
        by_product.setdefault(row.product_id, {})[key_of(row.entry)] = row
    made: list[tuple[UUID, PriceEntry]] = []
    gone: list[StoredPrice] = []
    new: dict[Key, tuple[UUID, PriceEntry]] = {}
    stored: dict[Key, StoredPrice] = {}
    changed = set()
    for each in wanted:
        refuse_wrong(each.prices)
        if each.is_new:
            made += ((each.product_id, entry) for entry in each.prices)
            if each.prices:
                changed.add(each.product_id)
            continue
        before = by_product.get(each.product_id, {})
        after = {key_of(entry): _with_kept(each, entry, before) for entry in each.prices}
        own_gone = _gone(each, before, after)
        own_new = {key: entry for key, entry in after.items() if key not in before or before[key].entry != entry}
        if own_gone or own_new:
            changed.add(each.product_id)
            gone += own_gone
            new |= {key: (each.product_id, entry) for key, entry in own_new.items()}
            stored |= before
    await copy_new(session, made)
    await write_rows(session, gone, new, stored)
    return changed


def _with_kept(wanted: PricesOfProduct, entry: PriceEntry, before: Mapping[Key, StoredPrice]) -> PriceEntry:
    """The price with what it was compared with, where nothing is said of that."""
    if not wanted.keeps_compare_at or not entry.is_plain:
        return entry
    stored = before.get(key_of(entry))
    compare_at = stored.entry.compare_at_amount if stored else None
    return entry if compare_at is None or compare_at <= entry.amount else entry._replace(compare_at_amount=compare_at)


def _gone(
    wanted: PricesOfProduct, before: Mapping[Key, StoredPrice], after: Mapping[Key, PriceEntry]
) -> list[StoredPrice]:
    """What is stored and no longer holds."""
    priced = {key[1] for key in after}
    listed = {key[:2] for key in after}
    return [
        row
        for key, row in before.items()
        if key not in after
        and (
            key[1] not in priced
            or (key[0] in wanted.list_ids and (wanted.is_whole or row.entry.is_plain or key[:2] not in listed))
        )
    ]
