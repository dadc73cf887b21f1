"""Writes of carts. A cart is locked by its row; its lines and selections change only under that lock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.carts.errors import CartErrorCode
from app.carts.models import Cart, CartDeliverySelection, CartFxQuote, CartLine
from app.carts.queries.shop import shop_facts_after, shop_facts_of
from app.carts.rules.contents import CartContents, CartFacts, LineFacts, PinnedRate, SelectionFacts, ShopFacts
from app.carts.rules.edits import Edit
from app.carts.rules.refresh import refresh
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse_stale
from app.core.locks import lock_row
from app.core.secrets import hash_secret
from app.currencies import Pair

LIFETIME = timedelta(days=30)
"""A cart expires this long after its last change."""

_TOKEN_PATH = ("input", "token")
_CHANGING = (
    *("market_id", "country_code", "currency_code", "email", "shipping_address"),
    *("vat_id", "is_vat_id_confirmed", "tax_treatment", "tax_amount"),
)
"""What changes in a cart's row. The version and the times do so by themselves."""


@dataclass(frozen=True)
class LockedCart:
    """A cart that nobody else can change until the transaction ends."""

    row: Cart
    lines: dict[UUID, CartLine]
    """By line."""
    selections: dict[UUID, CartDeliverySelection]
    """By warehouse."""
    fx_quotes: dict[Pair, CartFxQuote]
    contents: CartContents
    """The same as values: what the rows said when they were locked."""


async def lock_open_cart(session: AsyncSession, token: str, *, now: datetime, version: int | None = None) -> LockedCart:
    """The cart that the token opens, locked, if it can still be changed.

    Refused, in this order: a token that opens nothing, a completed cart, one that is being ordered, an expired one, and
    a `version` that is not the cart's (None: unchecked).
    """
    row = await lock_row(session, Cart, col(Cart.token_hash) == hash_secret(token))
    if row is None:
        raise Refusal(Problem(CartErrorCode.CART_NOT_FOUND, _TOKEN_PATH))
    if row.order_id is not None:
        raise Refusal(Problem(CartErrorCode.CART_COMPLETED, _TOKEN_PATH))
    if row.attempt_id is not None:
        raise Refusal(Problem(CartErrorCode.CART_BEING_ORDERED, _TOKEN_PATH, retryable=True))
    if row.expires_at <= now:
        raise Refusal(Problem(CartErrorCode.CART_EXPIRED, _TOKEN_PATH))
    refuse_stale(CartErrorCode.STALE_VERSION, version, row.version)
    return await _locked(session, row)


async def lock_cart(session: AsyncSession, cart_id: UUID) -> Cart:
    """The cart with this id, locked, whatever its state. Raises `LookupError` where there is none."""
    row = await lock_row(session, Cart, col(Cart.id) == cart_id)
    if row is None:
        raise LookupError(f"no cart {cart_id}")
    return row


async def create_cart(session: AsyncSession, contents: CartContents, token: str) -> None:
    """Write a new cart down, which the token opens."""
    row = Cart(token_hash=hash_secret(token), **contents.cart._asdict())
    session.add(row)
    await session.flush()
    await _write(
        session, LockedCart(row, {}, {}, {}, replace(contents, lines=(), selections=(), fx_quotes=())), contents
    )


async def save(session: AsyncSession, locked: LockedCart, edit: Edit, shop: ShopFacts) -> tuple[Problem, ...]:
    """Write a change down at the prices of this moment, and give what to warn of.

    The version rises by one and the cart lives on for its full time, if anything is different from before.
    """
    refreshed = refresh(locked.contents, edit, shop)
    if refreshed.contents != locked.contents:
        await _write(session, locked, refreshed.contents)
        locked.row.version += 1
        locked.row.updated_at = shop.now
        locked.row.expires_at = shop.now + LIFETIME
        await session.flush()
    return refreshed.warnings


async def refresh_quote(ctx: RequestContext, session: AsyncSession, locked: LockedCart) -> tuple[Problem, ...]:
    """Bring the stored prices and selections up to date, without any other change. The version rises if any moved."""
    contents = locked.contents
    shop = await shop_facts_after(ctx, contents, contents, await shop_facts_of(ctx, contents))
    return await save(session, locked, Edit(contents), shop)


async def mark_being_ordered(session: AsyncSession, cart_id: UUID, attempt_id: UUID) -> None:
    """Let nobody change the cart while the attempt sells it as it stands."""
    (await lock_cart(session, cart_id)).attempt_id = attempt_id
    await session.flush()


async def mark_open(session: AsyncSession, cart_id: UUID) -> None:
    """Let the cart be changed again: the attempt to sell it has failed."""
    (await lock_cart(session, cart_id)).attempt_id = None
    await session.flush()


async def mark_completed(session: AsyncSession, cart_id: UUID, order_id: UUID) -> None:
    """Let the cart be the order from now on; its version stays. The same order again changes nothing."""
    row = await lock_cart(session, cart_id)
    if row.order_id not in (None, order_id):
        raise ValueError(f"cart {cart_id} is order {row.order_id} already")
    row.order_id = order_id
    row.attempt_id = None
    await session.flush()


async def _locked(session: AsyncSession, row: Cart) -> LockedCart:
    lines = (await session.execute(select(CartLine).where(CartLine.cart_id == row.id))).scalars()
    selections = (
        await session.execute(select(CartDeliverySelection).where(CartDeliverySelection.cart_id == row.id))
    ).scalars()
    fx_quotes = (await session.execute(select(CartFxQuote).where(CartFxQuote.cart_id == row.id))).scalars()
    fx_quotes_by_pair = dict(sorted(((each.base_code, each.quote_code), each) for each in fx_quotes))
    lines_by_id = {line.id: line for line in sorted(lines, key=lambda line: line.id)}
    selections_by_warehouse = {
        each.warehouse_id: each for each in sorted(selections, key=lambda each: each.warehouse_id)
    }
    contents = CartContents(
        CartFacts(**{name: getattr(row, name) for name in CartFacts._fields}),
        tuple(LineFacts(each.id, each.variant_id, each.quantity, each.unit_amount) for each in lines_by_id.values()),
        tuple(
            SelectionFacts(each.warehouse_id, each.option_id, each.amount) for each in selections_by_warehouse.values()
        ),
        tuple(PinnedRate(*(getattr(each, name) for name in PinnedRate._fields)) for each in fx_quotes_by_pair.values()),
    )
    return LockedCart(row, lines_by_id, selections_by_warehouse, fx_quotes_by_pair, contents)


async def _write(session: AsyncSession, locked: LockedCart, contents: CartContents) -> None:
    """Make the rows say what the contents say. The version and the times are the caller's."""
    for name in _CHANGING:
        setattr(locked.row, name, getattr(contents.cart, name))
    await _write_lines(session, locked, contents)
    await _write_selections(session, locked, contents)
    await _write_fx_quotes(session, locked, contents)
    try:
        await session.flush()
    except IntegrityError as error:
        if "cart_line_variant_id_fkey" not in str(error.orig):
            raise
        # Its product was deleted after the shop was asked about it, and before this line was there to keep it.
        raise Refusal(Problem(CartErrorCode.VARIANT_NOT_FOUND, ("input", "lines"))) from error


async def _write_lines(session: AsyncSession, locked: LockedCart, contents: CartContents) -> None:
    wanted_lines = {line.id: line for line in contents.lines}
    for line_id in locked.lines.keys() - wanted_lines.keys():
        await session.delete(locked.lines[line_id])
    for line_id, line in wanted_lines.items():
        stored = locked.lines.get(line_id)
        if stored is None:
            session.add(CartLine(cart_id=locked.row.id, **line._asdict()))
        else:
            stored.quantity, stored.unit_amount = line.quantity, line.unit_amount


async def _write_selections(session: AsyncSession, locked: LockedCart, contents: CartContents) -> None:
    wanted_selections = {selection.warehouse_id: selection for selection in contents.selections}
    for warehouse_id in locked.selections.keys() - wanted_selections.keys():
        await session.delete(locked.selections[warehouse_id])
    for warehouse_id, selection in wanted_selections.items():
        chosen = locked.selections.get(warehouse_id)
        if chosen is None:
            session.add(CartDeliverySelection(cart_id=locked.row.id, **selection._asdict()))
        else:
            chosen.option_id, chosen.amount = selection.option_id, selection.amount


async def _write_fx_quotes(session: AsyncSession, locked: LockedCart, contents: CartContents) -> None:
    wanted = {pin.pair: pin for pin in contents.fx_quotes}
    for pair in locked.fx_quotes.keys() - wanted.keys():
        await session.delete(locked.fx_quotes[pair])
    for pair, pin in wanted.items():
        stored = locked.fx_quotes.get(pair)
        if stored is None:
            session.add(CartFxQuote(cart_id=locked.row.id, **pin._asdict()))
            continue
        for name, value in pin._asdict().items():
            setattr(stored, name, value)


async def variants_in_carts(session: AsyncSession, variant_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these variants stand in a cart."""
    statement = select(CartLine.variant_id).where(col(CartLine.variant_id).in_(variant_ids)).distinct()
    return set((await session.execute(statement)).scalars())
