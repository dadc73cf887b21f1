"""Numbers, states and drafts of orders."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checkout.rules import is_given_up, next_pause
from app.core.ids import new_id
from app.orders import DraftDelivery, DraftLine, OrderDraft
from app.orders.rules import is_reason, may_become, new_order_number, read_order_number
from app.orders.status import OrderStatus

MOVES = {
    (OrderStatus.AWAITING_PAYMENT, OrderStatus.CONFIRMED),
    (OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELLED),
    (OrderStatus.CONFIRMED, OrderStatus.PARTLY_SHIPPED),
    (OrderStatus.CONFIRMED, OrderStatus.SHIPPED),
    (OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED),
    (OrderStatus.CONFIRMED, OrderStatus.CANCELLED),
    (OrderStatus.SHIPPED, OrderStatus.DELIVERED),
}


@pytest.mark.parametrize(("status", "following"), list(product(OrderStatus, OrderStatus)))
def test_an_order_only_moves_forward(status: OrderStatus, following: OrderStatus) -> None:
    assert may_become(status, following) is ((status, following) in MOVES)


@given(st.randoms())
def test_a_number_is_read_as_it_is_written(random: Random) -> None:
    number = new_order_number(random.choice)

    assert len(number) == 12
    assert read_order_number(number) == number
    assert read_order_number(f"  {number.lower().replace('-', ' ')} ") == number
    assert read_order_number(number.replace("0", "o").replace("1", "l")) == number


@pytest.mark.parametrize(
    "text", ["", "TW", "TW-7K3M-9QX", "TW-7K3M-9QX22", "XX-7K3M-9QX2", "7K3M9QX2", "TW-7K3M-9QU2", "TW-7K3M-9QXé"]
)
def test_what_is_no_number(text: str) -> None:
    assert read_order_number(text) is None


def test_a_draft_survives_as_json() -> None:
    line = DraftLine(
        id=new_id(),
        variant_id=new_id(),
        sku="SHIRT-M",
        names={"en": "Linen shirt, M", "ja": "リネンシャツ"},
        quantity=2,
        unit_amount=5990,
        total_amount=11980,
        tax_rate=Decimal("0.19000"),
        tax_amount=1913,
        hs_code="620520",
        origin_country_code="PT",
        weight_grams=None,
    )
    delivery = DraftDelivery(
        id=new_id(),
        warehouse_id=new_id(),
        option_id=new_id(),
        carrier_id=new_id(),
        names={"en": "Standard"},
        amount=580,
        tax_amount=93,
        earliest_at=datetime(2026, 11, 25, 12, tzinfo=UTC),
        latest_at=datetime(2026, 11, 27, 12, tzinfo=UTC),
        estimate_reasons=("HANDLING", "TRANSIT"),
        pieces=((line.id, 2),),
    )
    draft = OrderDraft(
        cart_id=new_id(),
        market_id=new_id(),
        country_code="DE",
        currency_code="EUR",
        language_tag="de",
        email="ana@example.com",
        shipping_address={"firstName": "Ana", "line2": None},
        tax_included=True,
        subtotal_amount=11980,
        discount_amount=0,
        shipping_amount=580,
        tax_amount=2006,
        total_amount=12560,
        warning_codes=("DUTIES_NOT_INCLUDED",),
        lines=(line,),
        deliveries=(delivery,),
    )

    for each in (draft, replace(draft, tax_amount=None, lines=(replace(line, tax_rate=None, tax_amount=None),))):
        assert OrderDraft.from_document(each.to_document()) == each
    document = draft.to_document()
    assert (document["total_amount"], document["lines"][0]["tax_rate"]) == (12560, "0.19000")


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("silent_for", "pause"),
    [
        (timedelta(seconds=3), timedelta(seconds=30)),
        (timedelta(minutes=4), timedelta(minutes=4)),
        (timedelta(hours=5), timedelta(minutes=15)),
    ],
)
def test_a_worker_waits_as_long_as_it_has_waited(silent_for: timedelta, pause: timedelta) -> None:
    assert next_pause(NOON, NOON + silent_for) == pause


def test_an_attempt_is_given_up_after_an_hour() -> None:
    assert not is_given_up(NOON, NOON + timedelta(hours=1))
    assert is_given_up(NOON, NOON + timedelta(hours=1, seconds=1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The buyer called.", True), ("x" * 500, True), ("x" * 501, False), (" ", False), ("", False), ("a\x00b", False)],
)
def test_what_can_stand_in_the_audit_log(text: str, expected: bool) -> None:
    assert is_reason(text) is expected
