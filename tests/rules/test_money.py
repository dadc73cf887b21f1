"""Minor units, parsing, and rounding that is not a float's."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.codes import currency_codes
from app.core.money import MAX_AMOUNT, InvalidAmountError, divide_half_up, minor_digits, parse_amount, to_decimal


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("JPY", 0), ("KRW", 0), ("EUR", 2), ("USD", 2), ("AED", 2), ("CNY", 2), ("KWD", 3), ("BHD", 3)],
)
def test_minor_digits_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("59.90", "EUR", 5990), ("9800", "JPY", 9800), ("1.234", "KWD", 1234), ("0", "USD", 0), (" 5 ", "EUR", 500)],
)
def test_a_plain_number_is_parsed(text: str, currency: str, amount: int) -> None:
    assert parse_amount(text, currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("9,99", "EUR", "is not a number"),
        ("", "EUR", "is not a number"),
        ("-1", "EUR", "is negative"),
        ("NaN", "EUR", "is not an amount"),
        ("Infinity", "EUR", "is not an amount"),
        ("1e999999999", "EUR", "is larger than any price"),
        ("9.999", "EUR", "has more decimals than EUR has"),
        ("1.5", "JPY", "has more decimals than JPY has"),
        ("99999999999999", "EUR", "is larger than any price"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, currency: str, reason: str) -> None:
    with pytest.raises(InvalidAmountError, match=reason):
        parse_amount(text, currency)


@given(st.integers(0, MAX_AMOUNT), st.sampled_from(currency_codes()))
def test_what_is_shown_is_what_is_parsed(amount: int, currency: str) -> None:
    assert parse_amount(str(to_decimal(amount, currency)), currency) == amount


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_division_rounds_half_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator) if denominator < 10**6 else None
    result = divide_half_up(numerator, denominator)

    assert abs(2 * (result * denominator - numerator)) <= denominator
    if exact is not None and exact == exact.normalize() and len(exact.as_tuple().digits) < 28:
        assert result == int(exact.to_integral_value(ROUND_HALF_UP))
