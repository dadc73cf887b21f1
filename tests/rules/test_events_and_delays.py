"""Events name themselves and become JSON; failed jobs wait ever longer."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import pytest

from app.events import Event
from app.jobs.executor import delay_after
from app.jobs.schema import install_statements, is_queue_table

SUBJECT = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


class Reason(StrEnum):
    FRAUD = "fraud"


@dataclass(frozen=True)
class OrderCancelled(Event):
    type: ClassVar[str] = "tests.cancelled"

    order_id: UUID
    reason: Reason
    at: datetime
    quantities: tuple[int, ...]
    note: str | None = None


def test_payload_is_json_without_the_subject() -> None:
    event = OrderCancelled(SUBJECT, SUBJECT, Reason.FRAUD, datetime(2026, 11, 22, 8, 30, tzinfo=UTC), (1, 2))
    assert event.type == "tests.cancelled"
    assert event.payload() == {
        "order_id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "reason": "fraud",
        "at": "2026-11-22T08:30:00Z",
        "quantities": [1, 2],
        "note": None,
    }


def test_type_is_the_domain_and_the_class_name() -> None:
    kind: Any = type("PaymentVoidedByBank", (Event,), {"__module__": "app.payments.events", "__annotations__": {}})
    assert kind.type == "payments.payment_voided_by_bank"


def test_an_event_outside_the_domains_declares_its_type() -> None:
    with pytest.raises(TypeError, match="declare its `type`"):
        type("Nameless", (Event,), {"__annotations__": {}})


@pytest.mark.parametrize("field", ["event_id", "occurred_at"])
def test_an_event_cannot_redefine_the_envelope(field: str) -> None:
    with pytest.raises(TypeError, match=f"every event has {field} already"):
        type("Odd", (Event,), {"type": "tests.odd", "__annotations__": {field: str}})


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (9, 256), (10, 300), (11, 300), (50, 300), (5000, 300)]
)
def test_delay_doubles_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert delay_after(failures) == timedelta(seconds=seconds)


def test_the_queue_is_durable_and_its_tables_are_known() -> None:
    assert not [statement for statement in install_statements() if "UNLOGGED" in statement]
    names = ("pgqueuer", "pgqueuer_log", "pgqueuer_statistics", "pgqueuer_schedules", "outbox_event", "pgqueuer_other")
    assert [is_queue_table(name) for name in names] == [True, True, True, True, False, False]
