"""What was sold. Owns orders with their lines, deliveries and allocations.

Invariants: an order keeps its own copy of every fact it was placed on; there is at most one per cart and per checkout
attempt; its status only moves forward (awaiting payment → confirmed → (partly) shipped → delivered, or cancelled before
anything is shipped); every change raises its version and is told by an event. It is opened by a secret token, or in
part by its number and e-mail address; never by its id, except by staff.
"""

from app.orders.commands import Cancellation, cancel_order
from app.orders.draft import DraftDelivery, DraftFxQuote, DraftLine, DraftTax, OrderDraft
from app.orders.errors import OrderErrorCode
from app.orders.events import OrderConfirmed, OrderDelivered, OrderPlaced
from app.orders.models import Order
from app.orders.queries import (
    AllocationRow,
    OrderDeliveryRow,
    OrderLineRow,
    OrderRow,
    allocations_of_deliveries,
    newest_orders,
    order_by_number_and_email,
    order_by_token_hash,
    order_deliveries,
    order_fx_quotes,
    order_ids_of_attempts,
    order_lines,
    orders_by_id,
)
from app.orders.rules import (
    ORDER_DELIVERY_ID,
    ORDER_ID,
    ORDER_LINE_ID,
    may_become,
    read_order_number,
    read_taxes,
)
from app.orders.service import (
    call_off_order,
    confirm_order,
    lock_order,
    lock_order_of_attempt,
    mark_delivered,
    mark_partly_shipped,
    mark_shipped,
    order_token,
    place_order,
    variants_in_orders,
)
from app.orders.status import OrderStatus

__all__ = [
    "ORDER_DELIVERY_ID",
    "ORDER_ID",
    "ORDER_LINE_ID",
    "AllocationRow",
    "Cancellation",
    "DraftDelivery",
    "DraftFxQuote",
    "DraftLine",
    "DraftTax",
    "Order",
    "OrderConfirmed",
    "OrderDelivered",
    "OrderDeliveryRow",
    "OrderDraft",
    "OrderErrorCode",
    "OrderLineRow",
    "OrderPlaced",
    "OrderRow",
    "OrderStatus",
    "allocations_of_deliveries",
    "call_off_order",
    "cancel_order",
    "confirm_order",
    "lock_order",
    "lock_order_of_attempt",
    "mark_delivered",
    "mark_partly_shipped",
    "mark_shipped",
    "may_become",
    "newest_orders",
    "order_by_number_and_email",
    "order_by_token_hash",
    "order_deliveries",
    "order_fx_quotes",
    "order_ids_of_attempts",
    "order_lines",
    "order_token",
    "orders_by_id",
    "place_order",
    "read_order_number",
    "read_taxes",
    "variants_in_orders",
]
