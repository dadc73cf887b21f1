"""Gross, net and tax, and the part of each rate: exact, and adding up."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tax import TaxPart, TaxPartAmount, TaxSplit, split_gross, split_net, split_tax

AMOUNTS = st.integers(min_value=0, max_value=10**15)
RATES = st.decimals(min_value=0, max_value=Decimal("0.99999"), places=5)
PARTS = st.lists(RATES, min_size=1, max_size=5).map(
    lambda rates: [TaxPart(f"TAX{number}", rate) for number, rate in enumerate(rates)]
)


@given(AMOUNTS, RATES)
def test_gross_is_net_and_tax(amount: int, rate: Decimal) -> None:
    for split in (split_gross(amount, rate), split_net(amount, rate)):
        assert split.gross == split.net + split.tax
        assert 0 <= split.tax <= split.gross
    assert split_gross(amount, rate).gross == amount
    assert split_net(amount, rate).net == amount


@given(st.integers(min_value=0, max_value=10**9), RATES)
def test_rounding_is_half_up_of_the_exact_amount(amount: int, rate: Decimal) -> None:
    """Beside decimals of 28 digits, which are exact enough to round amounts of this size."""
    assert split_net(amount, rate).tax == (amount * rate).quantize(Decimal(1), ROUND_HALF_UP)
    assert abs(split_gross(amount, rate).net - amount / (1 + rate)) <= Decimal("0.5")


@given(AMOUNTS, RATES)
def test_what_is_taken_out_of_a_gross_amount_can_be_put_back(amount: int, rate: Decimal) -> None:
    """To the minor unit: adding the tax to the rounded net amount misses the gross amount by less than one."""
    net = split_gross(amount, rate).net
    assert abs(split_net(net, rate).gross - amount) <= 1


@pytest.mark.parametrize(
    ("gross", "rate", "net"),
    [
        (11900, "0.19", 10000),
        (5990, "0.19", 5034),  # 5033.61…
        (9800, "0.10", 8909),  # 8909.09…
        (1, "0.25", 1),  # 0.8
        (3, "0.20", 3),  # 2.5, half up
        (999, "0", 999),
    ],
)
def test_net_amounts_by_hand(gross: int, rate: str, net: int) -> None:
    assert split_gross(gross, Decimal(rate)) == TaxSplit(gross=gross, net=net, tax=gross - net)


@pytest.mark.parametrize(("net", "rate", "tax"), [(10000, "0.19", 1900), (50, "0.05", 3), (49, "0.05", 2)])
def test_tax_on_net_amounts_by_hand(net: int, rate: str, tax: int) -> None:
    assert split_net(net, Decimal(rate)) == TaxSplit(gross=net + tax, net=net, tax=tax)


@given(AMOUNTS, PARTS)
def test_the_parts_of_a_tax_are_the_tax(net: int, parts: list[TaxPart]) -> None:
    whole = sum((part.rate for part in parts), Decimal())
    tax = split_net(net, whole).tax

    amounts = split_tax(tax, parts)

    assert sum(each.amount for each in amounts) == tax
    assert [(each.component, each.rate) for each in amounts] == list(parts)


@given(st.integers(min_value=0, max_value=10**9), PARTS)
def test_no_part_is_a_unit_away_from_its_exact_share(tax: int, parts: list[TaxPart]) -> None:
    whole = sum((part.rate for part in parts), Decimal())
    if not whole:
        return
    for each in split_tax(tax, parts):
        assert abs(each.amount * whole - tax * each.rate) < whole


@given(st.integers(min_value=1, max_value=10**9), PARTS)
def test_a_refund_is_shared_as_the_charge_was(tax: int, parts: list[TaxPart]) -> None:
    if not sum(part.rate for part in parts):
        return
    assert [-each.amount for each in split_tax(-tax, parts)] == [each.amount for each in split_tax(tax, parts)]


@pytest.mark.parametrize(
    ("tax", "rates", "amounts"),
    [
        (1498, ("0.05", "0.09975"), (500, 998)),  # 500.17 and 997.83: the unit goes to the larger remainder
        (1, ("0.05", "0.05"), (1, 0)),  # of equal ones, to the first
        (3, ("0.05", "0.05"), (2, 1)),
        (100, ("0", "0.07"), (0, 100)),
        (0, ("0.05", "0.07"), (0, 0)),
        (0, ("0", "0"), (0, 0)),
        (0, (), ()),
    ],
)
def test_parts_by_hand(tax: int, rates: tuple[str, ...], amounts: tuple[int, ...]) -> None:
    parts = [TaxPart(f"TAX{number}", Decimal(rate)) for number, rate in enumerate(rates)]

    assert split_tax(tax, parts) == tuple(
        TaxPartAmount(part.component, part.rate, amount) for part, amount in zip(parts, amounts, strict=True)
    )


def test_a_tax_that_no_rate_explains_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        split_tax(1, [TaxPart("VAT", Decimal(0))])
