"""Reads of payments and payment methods."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, select

from app.core.reads import Read, array_parameter, table_of
from app.payments.models import Payment, PaymentMethod
from app.payments.status import PaymentMethodKind, PaymentStatus

_payment = table_of(Payment).c
_method = table_of(PaymentMethod).c


class PaymentMethodRow(NamedTuple):
    """A way to pay. Where `country_codes` or `currency_codes` is None, there is no limit."""

    id: UUID
    code: str
    provider_code: str
    kind: PaymentMethodKind
    names: dict[str, str]
    country_codes: list[str] | None
    currency_codes: list[str] | None


class PaymentRow(NamedTuple):
    """A payment. The amount is minor units of the currency."""

    id: UUID
    attempt_id: UUID
    order_id: UUID | None
    method_id: UUID
    method_code: str
    provider_code: str
    provider_reference: str | None
    status: PaymentStatus
    amount: int
    currency_code: str
    next_action: dict[str, Any] | None
    expires_at: datetime | None


_methods = select(*(_method[name] for name in PaymentMethodRow._fields))

methods_of_providers = Read(
    _methods.where(_method.provider_code == any_(array_parameter("provider_codes", Text()))).order_by(
        _method.position, _method.code
    ),
    PaymentMethodRow,
)
all_methods = Read(_methods.order_by(_method.code), PaymentMethodRow)
methods_by_id = Read(_methods.where(_method.id == any_(array_parameter("ids", Uuid()))), PaymentMethodRow)

_payments = select(
    *(_method.code.label(name) if name == "method_code" else _payment[name] for name in PaymentRow._fields)
).join_from(table_of(Payment), table_of(PaymentMethod), _method.id == _payment.method_id)

payments_by_id = Read(_payments.where(_payment.id == any_(array_parameter("ids", Uuid()))), PaymentRow)
payments_of_attempts = Read(
    _payments.where(_payment.attempt_id == any_(array_parameter("attempt_ids", Uuid()))), PaymentRow
)
payments_of_orders = Read(
    _payments.where(_payment.order_id == any_(array_parameter("order_ids", Uuid()))).order_by(
        _payment.order_id, _payment.created_at, _payment.id
    ),
    PaymentRow,
)
