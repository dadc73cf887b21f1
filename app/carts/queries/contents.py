"""A cart as it is stored, by its token: four statements."""

from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, bindparam, select

from app.carts.models import Cart, CartDeliverySelection, CartFxQuote, CartLine
from app.carts.rules.contents import CartContents, CartFacts, LineFacts, PinnedRate, SelectionFacts
from app.core.db import Database
from app.core.reads import Read, table_of
from app.core.secrets import hash_secret

_cart = table_of(Cart).c
_line = table_of(CartLine).c
_selection = table_of(CartDeliverySelection).c

_fx_quote = table_of(CartFxQuote).c

_carts: Select[Any] = select(*(_cart[name] for name in CartFacts._fields))
_by_token = Read(_carts.where(_cart.token_hash == bindparam("token_hash", type_=LargeBinary())), CartFacts)
_lines = Read(
    select(_line.id, _line.variant_id, _line.quantity, _line.unit_amount)
    .where(_line.cart_id == bindparam("cart_id"))
    .order_by(_line.id),
    LineFacts,
)
_selections = Read(
    select(_selection.warehouse_id, _selection.option_id, _selection.amount)
    .where(_selection.cart_id == bindparam("cart_id"))
    .order_by(_selection.warehouse_id),
    SelectionFacts,
)
_fx_quotes = Read(
    select(*(_fx_quote[name] for name in PinnedRate._fields))
    .where(_fx_quote.cart_id == bindparam("cart_id"))
    .order_by(_fx_quote.base_code, _fx_quote.quote_code),
    PinnedRate,
)


async def contents_by_token(database: Database, token: str) -> CartContents | None:
    """The cart that the token opens, whatever its state; None where it opens none."""
    cart = await _by_token.first(database, token_hash=hash_secret(token))
    return None if cart is None else await _with_lines(database, cart)


async def _with_lines(database: Database, cart: CartFacts) -> CartContents:
    cart_id: UUID = cart.id
    lines = await _lines.all(database, cart_id=cart_id)
    selections = await _selections.all(database, cart_id=cart_id)
    fx_quotes = await _fx_quotes.all(database, cart_id=cart_id)
    return CartContents(cart, tuple(lines), tuple(selections), tuple(fx_quotes))
