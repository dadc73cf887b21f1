"""How orders are paid. Owns payment methods, payments, and what providers told about them.

Invariants: a payment's id is the key under which its provider is asked, so a payment is charged at most once; its
status moves by `rules.react` alone, so a report that comes twice, late or out of order changes it once; a provider is
never called inside a transaction; money that a provider holds for a dead payment is given back.
"""

from app.payments.actions import HttpMethod, Instructions, Redirect, read_action
from app.payments.commands import (
    ask_to_authorize,
    ask_what_came,
    expire_payment,
    receive_callback,
)
from app.payments.errors import UnknownPaymentError, UnknownProviderError
from app.payments.events import DECISIVE_EVENTS
from app.payments.models import Payment
from app.payments.providers import (
    MalformedCallbackError,
    PaymentProviders,
    ProviderResult,
    ProviderUnavailableError,
    concluded,
)
from app.payments.queries import (
    PaymentMethodRow,
    PaymentRow,
    all_methods,
    methods_by_id,
    methods_of_providers,
    payments_by_id,
    payments_of_attempts,
    payments_of_orders,
)
from app.payments.rules import (
    DEAD,
    GUARANTEED,
    PAYMENT_ID,
    PAYMENT_METHOD_ID,
    UNDECIDED,
    is_acknowledged,
    why_unavailable,
)
from app.payments.service import (
    add_payment,
    apply_result,
    define_payment_method,
    lock_payment_of_attempt,
    name_payment_method,
    request_void,
)
from app.payments.status import PaymentMethodKind, PaymentStatus

__all__ = [
    "DEAD",
    "DECISIVE_EVENTS",
    "GUARANTEED",
    "PAYMENT_ID",
    "PAYMENT_METHOD_ID",
    "UNDECIDED",
    "HttpMethod",
    "Instructions",
    "MalformedCallbackError",
    "Payment",
    "PaymentMethodKind",
    "PaymentMethodRow",
    "PaymentProviders",
    "PaymentRow",
    "PaymentStatus",
    "ProviderResult",
    "ProviderUnavailableError",
    "Redirect",
    "UnknownPaymentError",
    "UnknownProviderError",
    "add_payment",
    "all_methods",
    "apply_result",
    "ask_to_authorize",
    "ask_what_came",
    "concluded",
    "define_payment_method",
    "expire_payment",
    "is_acknowledged",
    "lock_payment_of_attempt",
    "methods_by_id",
    "methods_of_providers",
    "name_payment_method",
    "payments_by_id",
    "payments_of_attempts",
    "payments_of_orders",
    "read_action",
    "receive_callback",
    "request_void",
    "why_unavailable",
]
