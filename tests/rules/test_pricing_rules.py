"""Gross, net and tax: exact, and adding up."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pricing import ShownPrice, TaxSplit, shown_price, split_gross, split_net

AMOUNTS = st.integers(min_value=0, max_value=10**15)
RATES = st.decimals(min_value=0, max_value=Decimal("0.99999"), places=5)


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
    one = Decimal(1)
    assert split_net(amount, rate).tax == (amount * rate).quantize(one, ROUND_HALF_UP)
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


VAT = Decimal("0.19")


@pytest.mark.parametrize(
    ("tax_included", "rate", "displays_tax", "expected"),
    [
        (True, VAT, True, ShownPrice(displayed=5990, gross=5990, net=5034, tax=956, rate=VAT)),
        (True, VAT, False, ShownPrice(displayed=5034, gross=5990, net=5034, tax=956, rate=VAT)),
        (False, VAT, True, ShownPrice(displayed=7128, gross=7128, net=5990, tax=1138, rate=VAT)),
        (False, VAT, False, ShownPrice(displayed=5990, gross=7128, net=5990, tax=1138, rate=VAT)),
        (False, None, False, ShownPrice(displayed=5990, gross=None, net=5990, tax=None, rate=None)),
        (False, None, True, ShownPrice(displayed=5990, gross=None, net=5990, tax=None, rate=None)),
        (True, None, True, ShownPrice(displayed=5990, gross=5990, net=None, tax=None, rate=None)),
    ],
)
def test_what_is_shown_and_known(
    tax_included: bool, rate: Decimal | None, displays_tax: bool, expected: ShownPrice
) -> None:
    assert shown_price(5990, tax_included=tax_included, rate=rate, displays_tax=displays_tax) == expected
