"""What a shopper means to buy. Owns carts with their lines, buyer and chosen deliveries.

Invariants: a cart is opened by a secret, of which the shop keeps the hash; a variant has at most one line in it; every
change raises its version by one, and what changes nothing does not; what is stored is the price that was shown, and it
is what will be charged; a rate that prices were converted by is kept until it expires; the tax of the lines and of the
deliveries adds up to the tax of the cart; a cart that became an order never changes again.
"""

from app.carts.commands import (
    CartChange,
    CartRef,
    add,
    choose_delivery,
    create,
    remove,
    set_buyer,
    update,
)
from app.carts.errors import CartErrorCode
from app.carts.ids import CART_ID, CART_LINE_ID, DELIVERY_GROUP_ID, DELIVERY_OPTION_ID, delivery_offer_id
from app.carts.queries.contents import contents_by_token
from app.carts.queries.quote import load_cart, quote_cart
from app.carts.queries.shop import WantedQuote
from app.carts.rules.addresses import Address
from app.carts.rules.buyer import KEEP
from app.carts.rules.edits import Choice, LineChange, NewLine
from app.carts.service import (
    lock_cart,
    lock_open_cart,
    mark_being_ordered,
    mark_completed,
    mark_open,
    refresh_quote,
    variants_in_carts,
)
from app.carts.values import CartQuote, QuotedGroup, QuotedLine, QuotedOption

__all__ = [
    "CART_ID",
    "CART_LINE_ID",
    "DELIVERY_GROUP_ID",
    "DELIVERY_OPTION_ID",
    "KEEP",
    "Address",
    "CartChange",
    "CartErrorCode",
    "CartQuote",
    "CartRef",
    "Choice",
    "LineChange",
    "NewLine",
    "QuotedGroup",
    "QuotedLine",
    "QuotedOption",
    "WantedQuote",
    "add",
    "choose_delivery",
    "contents_by_token",
    "create",
    "delivery_offer_id",
    "load_cart",
    "lock_cart",
    "lock_open_cart",
    "mark_being_ordered",
    "mark_completed",
    "mark_open",
    "quote_cart",
    "refresh_quote",
    "remove",
    "set_buyer",
    "update",
    "variants_in_carts",
]
