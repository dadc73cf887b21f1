"""Ids of carts, as clients see them."""

from uuid import UUID, uuid5

from app.core.ids import IdKind

CART_ID = IdKind("cart")
CART_LINE_ID = IdKind("cart_line")
DELIVERY_GROUP_ID = IdKind("delivery_group")
DELIVERY_OPTION_ID = IdKind("delivery_option")


def delivery_group_id(cart_id: UUID, warehouse_id: UUID) -> UUID:
    """The id of what leaves from a warehouse for a cart. It is not stored: it can be made again at any time."""
    return uuid5(cart_id, warehouse_id.hex)


def delivery_offer_id(group_id: UUID, option_id: UUID) -> UUID:
    """The id of an option as it is offered to a group, with the price and the days that it has there only."""
    return uuid5(group_id, option_id.hex)
