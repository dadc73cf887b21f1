"""How a payment moves, whatever a provider says and in whatever order."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.payments.actions import (
    HttpMethod,
    Instructions,
    InstructionsCode,
    NextAction,
    Redirect,
    read_action,
    write_action,
)
from app.payments.providers.sandbox.rules import epc_text
from app.payments.rules import (
    DEAD,
    GUARANTEED,
    UNDECIDED,
    MethodUnavailable,
    Reaction,
    is_acknowledged,
    react,
    why_unavailable,
)
from app.payments.status import PaymentStatus

PENDING = PaymentStatus.PENDING
ACTION = PaymentStatus.REQUIRES_ACTION
AUTHORIZED = PaymentStatus.AUTHORIZED
CAPTURED = PaymentStatus.CAPTURED
DECLINED = PaymentStatus.DECLINED
EXPIRED = PaymentStatus.EXPIRED
VOIDED = PaymentStatus.VOIDED

APPLIED = {
    (PENDING, ACTION),
    *product((PENDING, ACTION), (AUTHORIZED, CAPTURED, DECLINED, EXPIRED, VOIDED)),
    (AUTHORIZED, CAPTURED),
    (AUTHORIZED, VOIDED),
}
GIVEN_BACK = set(product((DECLINED, EXPIRED, VOIDED), (AUTHORIZED, CAPTURED)))


@pytest.mark.parametrize(("status", "reported"), list(product(PaymentStatus, PaymentStatus)))
def test_every_report_for_every_status(status: PaymentStatus, reported: PaymentStatus) -> None:
    expected = Reaction.IGNORE
    if (status, reported) in APPLIED:
        expected = Reaction.APPLY
    if (status, reported) in GIVEN_BACK:
        expected = Reaction.GIVE_BACK

    assert react(status, reported) is expected


def outcome(reports: tuple[PaymentStatus, ...]) -> tuple[PaymentStatus, int]:
    """Where a new payment ends after these reports, and how often it changed."""
    status, changes = PENDING, 0
    for reported in reports:
        if react(status, reported) is Reaction.APPLY:
            status, changes = reported, changes + 1
    return status, changes


def test_an_approval_wins_over_what_was_said_before_it_in_any_order() -> None:
    for reports in permutations([PENDING, ACTION, AUTHORIZED, AUTHORIZED, PENDING]):
        assert outcome(reports)[0] is AUTHORIZED


@given(st.lists(st.sampled_from(PaymentStatus), max_size=12))
def test_a_payment_moves_at_most_three_times_and_never_again_after_its_end(reports: list[PaymentStatus]) -> None:
    status, changes = outcome(tuple(reports))

    assert changes <= 3, "asked, guaranteed, taken or given back"
    if status in DEAD | {CAPTURED}:
        assert all(react(status, reported) is not Reaction.APPLY for reported in PaymentStatus)


@given(st.lists(st.sampled_from(PaymentStatus), max_size=8))
def test_reports_that_come_again_change_nothing(reports: list[PaymentStatus]) -> None:
    status, _ = outcome(tuple(reports))

    assert outcome((*reports, *reports))[0] in {status, VOIDED, CAPTURED}
    for reported in reports:
        if reported is status:
            assert react(status, reported) is Reaction.IGNORE


def test_every_status_is_of_one_sort() -> None:
    assert set(PaymentStatus) == UNDECIDED | GUARANTEED | DEAD
    assert len(UNDECIDED) + len(GUARANTEED) + len(DEAD) == len(PaymentStatus)


@pytest.mark.parametrize(
    ("status", "reference", "expected"),
    [(PENDING, None, False), (PENDING, "SBX", True), (ACTION, None, True), (DECLINED, None, True)],
)
def test_a_provider_is_known_to_have_heard(status: PaymentStatus, reference: str | None, expected: bool) -> None:
    assert is_acknowledged(status, reference) is expected


@pytest.mark.parametrize(
    ("countries", "currencies", "expected"),
    [
        (None, None, None),
        (["NL"], ["EUR"], None),
        (["DE"], None, MethodUnavailable.COUNTRY_NOT_SERVED),
        (None, ["USD"], MethodUnavailable.CURRENCY_NOT_SERVED),
        ([], [], MethodUnavailable.COUNTRY_NOT_SERVED),
    ],
)
def test_where_a_method_can_be_used(
    countries: list[str] | None, currencies: list[str] | None, expected: MethodUnavailable | None
) -> None:
    assert why_unavailable(countries, currencies, "NL", "EUR") is expected


@pytest.mark.parametrize(
    "action",
    [
        None,
        Redirect("https://bank.example/1"),
        Redirect("https://bank.example/1", HttpMethod.POST, (("token", "abc"), ("token", "def"))),
        Instructions(InstructionsCode.BANK_TRANSFER, "Shop", "DE89370400440532013000", "SBX-1", "BCD\n002"),
        Instructions(InstructionsCode.BANK_TRANSFER, "Shop", "DE89370400440532013000", "SBX-1"),
    ],
)
def test_an_action_is_read_as_it_was_written(action: NextAction | None) -> None:
    assert read_action(write_action(action)) == action


@pytest.mark.parametrize(("amount", "written"), [(1, "EUR0.01"), (6570, "EUR65.70"), (100_000_00, "EUR100000.00")])
def test_a_transfer_as_banking_apps_scan_it(amount: int, written: str) -> None:
    lines = epc_text(amount, "SBX-1").split("\n")

    assert (lines[0], lines[7], lines[10], len(lines)) == ("BCD", written, "SBX-1", 11)
