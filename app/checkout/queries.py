"""Reads of checkout attempts."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.checkout.models import AttemptStatus, CheckoutAttempt
from app.core.reads import Read, table_of

_attempt = table_of(CheckoutAttempt).c


class AttemptRow(NamedTuple):
    """An attempt without its draft."""

    id: UUID
    cart_id: UUID
    status: AttemptStatus
    return_url: str
    created_at: datetime


attempt_by_id = Read(
    select(*(_attempt[name] for name in AttemptRow._fields)).where(_attempt.id == bindparam("id", type_=Uuid())),
    AttemptRow,
)
