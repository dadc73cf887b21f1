"""Reads of orders."""

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    Integer,
    LargeBinary,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)

from app.core.reads import Read, array_parameter, table_of
from app.orders.models import Order, OrderAllocation, OrderDelivery, OrderFxQuote, OrderLine
from app.orders.rules import OrderCost, read_taxes
from app.orders.status import OrderStatus
from app.tax import TaxTreatment

_order = table_of(Order).c
_line = table_of(OrderLine).c
_delivery = table_of(OrderDelivery).c
_allocation = table_of(OrderAllocation).c
_fx_quote = table_of(OrderFxQuote).c


class OrderRow(NamedTuple):
    """An order without its lines. Amounts are minor units of its currency."""

    id: UUID
    number: str
    status: OrderStatus
    version: int
    currency_code: str
    country_code: str
    language_tag: str
    email: str
    shipping_address: dict[str, Any]
    tax_included: bool
    subtotal_amount: int
    discount_amount: int
    shipping_amount: int
    tax_amount: int | None
    taxes: list[dict[str, Any]]
    vat_id: str | None
    tax_treatment: TaxTreatment
    tax_note: str | None
    total_amount: int
    warning_codes: list[str]
    placed_at: datetime
    cancelled_at: datetime | None

    @property
    def cost(self) -> OrderCost:
        return OrderCost(
            tax_included=self.tax_included,
            subtotal=self.subtotal_amount,
            discount=self.discount_amount,
            shipping=self.shipping_amount,
            tax=self.tax_amount,
            taxes=read_taxes(self.taxes),
            total=self.total_amount,
        )


class OrderOfAttempt(NamedTuple):
    """Which order a checkout attempt became."""

    id: UUID
    attempt_id: UUID


class OrderLineRow(NamedTuple):
    """A line, and where it stands in its order."""

    id: UUID
    order_id: UUID
    position: int
    variant_id: UUID
    sku: str
    names: dict[str, str]
    quantity: int
    unit_amount: int
    total_amount: int
    tax_rate: Decimal | None
    tax_amount: int | None
    taxes: list[dict[str, Any]]


class OrderFxQuoteRow(NamedTuple):
    """An exchange rate that prices of an order were converted by."""

    order_id: UUID
    base_code: str
    quote_code: str
    effective_rate_id: UUID
    rate: Decimal
    fee: Decimal
    source: str
    as_of: datetime
    pinned_at: datetime
    expires_at: datetime


class OrderDeliveryRow(NamedTuple):
    """The goods of an order that leave from one warehouse."""

    id: UUID
    order_id: UUID
    warehouse_id: UUID
    carrier_id: UUID
    names: dict[str, str]
    amount: int
    earliest_at: datetime
    latest_at: datetime
    estimate_reasons: list[str]


class AllocationRow(NamedTuple):
    """How many pieces of a line leave in a delivery."""

    delivery_id: UUID
    order_line_id: UUID
    variant_id: UUID
    quantity: int


def _orders() -> Select[Any]:
    return select(*(_order[name] for name in OrderRow._fields))


order_by_token_hash = Read(_orders().where(_order.token_hash == bindparam("token_hash", type_=LargeBinary())), OrderRow)
order_by_number_and_email = Read(
    _orders().where(
        _order.number == bindparam("number", type_=Text()),
        func.lower(_order.email) == func.lower(bindparam("email", type_=Text())),
    ),
    OrderRow,
)
orders_by_id = Read(_orders().where(_order.id == any_(array_parameter("ids", Uuid()))), OrderRow)

order_ids_of_attempts = Read(
    select(_order.id, _order.attempt_id).where(_order.attempt_id == any_(array_parameter("attempt_ids", Uuid()))),
    OrderOfAttempt,
)

_before = bindparam("before_placed_at", type_=TIMESTAMP(timezone=True))
newest_orders = Read(
    _orders()
    .where(
        or_(bindparam("status", type_=Text()).is_(None), _order.status == bindparam("status", type_=Text())),
        or_(
            _before.is_(None),
            _order.placed_at < _before,
            and_(_order.placed_at == _before, _order.id < bindparam("before_id", type_=Uuid())),
        ),
    )
    .order_by(_order.placed_at.desc(), _order.id.desc())
    .limit(bindparam("limit", type_=Integer())),
    OrderRow,
)
"""The newest first, of one status or (None) of all, before a moment and an id or (None) from the start."""

order_lines = Read(
    select(*(_line[name] for name in OrderLineRow._fields))
    .where(
        _line.order_id == any_(array_parameter("order_ids", Uuid())),
        _line.position >= bindparam("start", type_=Integer()),
        _line.position < bindparam("stop", type_=Integer()),
    )
    .order_by(_line.order_id, _line.position),
    OrderLineRow,
)
"""The lines of these orders at the positions from `start` to before `stop`; positions count from 0 without a gap."""

order_deliveries = Read(
    select(*(_delivery[name] for name in OrderDeliveryRow._fields))
    .where(_delivery.order_id == any_(array_parameter("order_ids", Uuid())))
    .order_by(_delivery.order_id, _delivery.earliest_at, _delivery.id),
    OrderDeliveryRow,
)

allocations_of_deliveries = Read(
    select(_allocation.delivery_id, _allocation.order_line_id, _line.variant_id, _allocation.quantity)
    .join_from(table_of(OrderAllocation), table_of(OrderLine), _line.id == _allocation.order_line_id)
    .where(_allocation.delivery_id == any_(array_parameter("delivery_ids", Uuid())))
    .order_by(_allocation.delivery_id, _line.position),
    AllocationRow,
)

order_fx_quotes = Read(
    select(*(_fx_quote[name] for name in OrderFxQuoteRow._fields))
    .where(_fx_quote.order_id == any_(array_parameter("order_ids", Uuid())))
    .order_by(_fx_quote.order_id, _fx_quote.base_code, _fx_quote.quote_code),
    OrderFxQuoteRow,
)
