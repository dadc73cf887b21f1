"""What holds for every price, whatever is configured."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.money import MAX_AMOUNT, divide_half_up, minor_digits
from app.currencies import conversion_factor, convert
from app.pricing.models import SaleKind
from app.pricing.rules.conversion import conversion_between
from app.pricing.rules.rounding import rounded, rounding_problems
from app.pricing.rules.settings import ListFacts, RoundingBand, RoundingMode, SaleFacts
from app.pricing.rules.tariff import Tariff
from app.pricing.rules.values import PricedAmount, PriceRow, Step, StepKind
from app.tax import TaxTreatment
from tests.support.tariffs import (
    BERLINER,
    EUROPE,
    NOW,
    book,
    effective_rate,
    market_pricing,
    price_list,
    rounding,
    row,
    sale,
)
from tests.support.tax import dated_rate

pytestmark = pytest.mark.slow

QUICK: Final = settings(max_examples=40, deadline=None)
"""What is drawn is a whole shop: the many examples are in the slow tests."""
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CHF"])
AMOUNTS = st.one_of(st.integers(0, 3000), st.integers(0, 10**6), st.integers(0, MAX_AMOUNT))
PERCENTS = st.decimals(Decimal("0.01"), Decimal("99.99"), places=2)
FRACTIONS = st.decimals(Decimal(0), Decimal("0.4"), places=5)
RATES = st.one_of(
    st.decimals(Decimal("0.00000000000001"), Decimal("0.01"), places=14),
    st.decimals(Decimal("0.01"), Decimal(1000), places=6),
)
SOME_RULES = [
    (),
    ((0, 5, 0, "NEAREST"),),
    ((0, 100, 99, "NEAREST"), (10_000, 1000, 990, "UP")),
    ((0, 10, 9, "DOWN"), (2500, 500, 0, "NEAREST")),
    ((700, 100, 95, "UP"),),
]


@st.composite
def _bands(draw: st.DrawFn) -> tuple[RoundingBand, ...]:
    """A rule that staff may set."""
    starts = sorted(draw(st.sets(st.integers(0, 5000), max_size=3)))
    found = []
    for start in starts:
        step = draw(st.integers(1, 500))
        mode = draw(st.sampled_from(RoundingMode))
        found.append(RoundingBand(start, step, draw(st.integers(0, step - 1)), mode))
    while flaws := rounding_problems(found):
        del found[flaws[0].position]
    return tuple(found)


def _one_sale(currency_code: str) -> st.SearchStrategy[SaleFacts]:
    amounts = st.dictionaries(st.just(currency_code), st.integers(0, 5000))
    return st.one_of(
        st.builds(lambda code, percent: sale(code, percent=percent), st.sampled_from("abc"), PERCENTS),
        st.builds(
            lambda code, kind, amounts: sale(code, kind=kind, amounts=amounts),
            st.sampled_from("abc"),
            st.sampled_from([SaleKind.AMOUNT, SaleKind.FIXED_PRICE]),
            amounts,
        ),
    )


@dataclass(frozen=True)
class Drawn:
    """A tariff, its only list, and a class of goods."""

    tariff: Tariff
    facts: ListFacts
    tax_class: str

    def price(self, amount: int, compare_at: int | None = None) -> PricedAmount:
        found = self.tariff.price(self._row(amount, compare_at))
        assert found is not None
        return found

    def explain(self, amount: int) -> tuple[Step, ...]:
        return self.tariff.explain(self._row(amount, None))

    def without_sales(self) -> "Drawn":
        return replace(self, tariff=replace(self.tariff, sales=()))

    def _row(self, amount: int, compare_at: int | None) -> PriceRow:
        return row(self.facts, amount, compare_at_amount=compare_at, tax_class_code=self.tax_class)


@st.composite
def tariffs(draw: st.DrawFn) -> Drawn:
    """A market with any habit, any list, any rates and any sales."""
    base, quote = draw(CURRENCIES), draw(CURRENCIES)
    included = draw(st.booleans())
    facts = price_list(
        "list",
        currency_code=base,
        tax_included=included,
        tax_country_code=draw(st.sampled_from([None, "DE", "FR", "AE"])) if included else None,
    )
    shopper = replace(
        BERLINER,
        currency_code=quote,
        country_code=draw(st.sampled_from(["DE", "FR", "CA", "AE"])),
        region_code="QC",
        displays_tax=draw(st.booleans()),
        treatment=draw(st.sampled_from(TaxTreatment)),
    )
    pricing = market_pricing(EUROPE, facts, conversion_fee=draw(FRACTIONS))
    bands = draw(_bands())
    sales: list[SaleFacts] = draw(st.lists(_one_sale(quote), max_size=3, unique_by=lambda each: each.code))
    rule = rounding(quote, *draw(st.sampled_from(SOME_RULES)))
    everything = book(
        [facts],
        sales=sales,
        roundings=[rule._replace(bands=bands) if bands else rule],
        market_pricings=[pricing],
        rates=[effective_rate(base, quote, f"{draw(RATES):f}")] if base != quote else [],
        taxes=[
            dated_rate("DE", f"{draw(FRACTIONS)}", "2020-01-01"),
            dated_rate("DE", f"{draw(FRACTIONS)}", "2020-01-01", tax_class="reduced"),
            dated_rate("FR", "0.2", "2020-01-01"),
            dated_rate("CA", "0.05", "2020-01-01", region="QC", component="GST"),
            dated_rate("CA", f"{draw(FRACTIONS)}", "2020-01-01", region="QC", component="QST"),
        ],
    )
    return Drawn(everything.tariff(shopper, NOW), facts, draw(st.sampled_from(["standard", "reduced", "exempt"])))


@QUICK
@given(tariffs(), AMOUNTS)
def test_gross_is_net_and_tax_and_the_tax_is_its_parts(drawn: Drawn, amount: int) -> None:
    _is_gross_net_and_tax(drawn, amount)


def _is_gross_net_and_tax(drawn: Drawn, amount: int) -> None:
    price = drawn.price(amount)
    if price.tax is None:
        assert price.rate is None
        assert price.taxes == ()
        assert price.displayed == (price.gross if price.net is None else price.net)
        return
    assert price.gross is not None
    assert price.net is not None
    assert price.gross == price.net + price.tax
    assert price.tax == sum(part.amount for part in price.taxes)
    assert price.rate == sum((part.rate for part in price.taxes), Decimal())
    shopper = drawn.tariff.shopper
    is_gross = shopper.displays_tax and shopper.treatment == TaxTreatment.STANDARD
    assert price.displayed == (price.gross if is_gross else price.net)
    assert 0 <= price.tax <= price.gross


@QUICK
@given(tariffs(), AMOUNTS, AMOUNTS)
def test_what_is_more_in_the_list_is_never_less_in_the_shop(drawn: Drawn, one: int, other: int) -> None:
    _is_in_order(drawn, one, other)


def _is_in_order(drawn: Drawn, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert drawn.price(low).displayed <= drawn.price(high).displayed
    assert drawn.price(low).displayed <= drawn.price(low + 1).displayed


@QUICK
@given(tariffs(), AMOUNTS, st.integers(1, 5000))
def test_a_sale_never_raises_a_price(drawn: Drawn, amount: int, more: int) -> None:
    price, regular = drawn.price(amount, amount + more), drawn.without_sales().price(amount, amount + more)
    assert price.regular == regular.displayed
    assert price.displayed <= price.regular
    assert (price.sale_id is None) == (price.displayed == price.regular)
    assert regular.sale_id is None
    assert price.compare_at is None or price.compare_at > price.displayed
    if price.sale_id is not None:
        assert price.compare_at == price.regular


@QUICK
@given(tariffs(), AMOUNTS)
def test_the_lowest_sale_wins(drawn: Drawn, amount: int) -> None:
    alone = [
        replace(drawn, tariff=replace(drawn.tariff, sales=(each,))).price(amount).displayed
        for each in drawn.tariff.sales
    ]
    assert drawn.price(amount).displayed == min([*alone, drawn.price(amount).regular])


@QUICK
@given(tariffs(), AMOUNTS)
def test_the_steps_replayed_give_the_price(drawn: Drawn, amount: int) -> None:
    _is_replayed(drawn, amount)


def _is_replayed(drawn: Drawn, amount: int) -> None:
    price, steps = drawn.price(amount), drawn.explain(amount)
    assert steps[0].kind == StepKind.ROW
    assert (steps[0].before, steps[0].after, steps[0].after_currency_code) == (None, amount, drawn.facts.currency_code)
    for before, step in pairwise(steps):
        assert (step.before, step.before_currency_code) == (before.after, before.after_currency_code)
        assert _replayed(step) == step.after
    assert (steps[-1].after, steps[-1].after_currency_code) == (price.displayed, drawn.tariff.shopper.currency_code)
    assert (StepKind.REDUCTION in {step.kind for step in steps}) == (price.sale_id is not None)


def _replayed(step: Step) -> int:
    """What comes of a step when somebody else does the sum that its words say."""
    assert step.before is not None
    numbers = [Fraction(number) for number in re.findall(r"\d+(?:\.\d+)?", step.rule)]
    before = Fraction(step.before)
    match step.kind:
        case StepKind.CONVERSION:
            assert step.before_currency_code is not None
            digits = minor_digits(step.after_currency_code) - minor_digits(step.before_currency_code)
            return _half_up(before * numbers[1] * (100 + numbers[2]) / 100 * Fraction(10) ** digits)
        case StepKind.ROUNDING:
            size, ending, start = map(int, numbers)
            assert step.before >= start
            candidates = [each for each in _around(step.before, size, ending) if each > 0]
            return _picked(step.rule.split()[0], step.before, candidates)
        case StepKind.REDUCTION if "% off" in step.rule:
            return _half_up(before * (100 - numbers[0]) / 100)
        case StepKind.REDUCTION:
            return max(step.before - int(numbers[0]), 0) if "off" in step.rule else int(numbers[0])
        case StepKind.TAX if " added" in step.rule and "not added" not in step.rule:
            return step.before + _half_up(before * numbers[0] / 100)
        case StepKind.TAX if "taken out" in step.rule:
            return _half_up(before * 100 / (100 + numbers[0]))
    return step.before


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


def _around(amount: int, step: int, ending: int) -> list[int]:
    return [(amount // step + each) * step + ending for each in (-2, -1, 0, 1, 2)]


def _picked(mode: str, amount: int, candidates: list[int]) -> int:
    lower = max((each for each in candidates if each <= amount), default=None)
    higher = min(each for each in candidates if each >= amount)
    if lower is None or mode == "UP":
        return higher
    if mode == "DOWN":
        return lower
    return lower if amount - lower < higher - amount else higher


@QUICK
@given(tariffs(), st.tuples(AMOUNTS, AMOUNTS), st.lists(AMOUNTS, max_size=8))
def test_the_span_of_amounts_is_exactly_that_of_the_prices_within(
    drawn: Drawn, ends: tuple[int, int], others: list[int]
) -> None:
    _is_the_span(drawn, sorted(ends), others)


def _is_the_span(drawn: Drawn, ends: Sequence[int], others: Sequence[int]) -> None:
    least, most = ends
    for alone in (None, *drawn.tariff.sales):
        tariff = replace(drawn.tariff, sales=(alone,) if alone else ())
        found = drawn.tariff.amounts_within(
            drawn.facts.id, drawn.tax_class, (alone.facts.id,) if alone else (), least, most
        )
        near = [each + step for each in found or () for step in (-1, 0, 1)]
        for amount in (each for each in [*near, *others, least, most] if 0 <= each <= MAX_AMOUNT):
            displayed = replace(drawn, tariff=tariff).price(amount).displayed
            is_within = found is not None and found[0] <= amount <= found[1]
            assert is_within == (least <= displayed <= most)


def test_no_span_where_ends_cross() -> None:
    facts = price_list("list")
    tariff = book([facts]).tariff(BERLINER, NOW)
    assert tariff.amounts_within(facts.id, "standard", (), 5, 4) is None
    assert tariff.amounts_within(facts.id, "standard", (), 5, 5) == (5, 5)
    assert tariff.amounts_within(facts.id, "standard", (), -9, 10**18) == (0, MAX_AMOUNT)


@given(_bands(), st.integers(0, 20_000), st.integers(0, 20_000))
def test_rounding_keeps_order_and_what_is_round(rule: tuple[RoundingBand, ...], one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert rounded(low, rule) <= rounded(high, rule)
    assert rounded(low, rule) <= rounded(low + 1, rule)
    assert (rounded(low, rule) == 0) == (low == 0)


@given(st.lists(st.builds(RoundingBand, *[st.integers(-2, 30)] * 3, st.sampled_from(RoundingMode)), max_size=3))
def test_a_rule_is_refused_just_where_it_would_do_harm(rule: list[RoundingBand]) -> None:
    """Beside every amount that such small rules can tell apart."""
    has_prices = all(band.step > 0 and 0 <= band.ending < band.step and band.start >= 0 for band in rule)
    is_sorted = all(one.start < other.start for one, other in pairwise(rule))
    keeps_order = has_prices and all(rounded(each, rule) <= rounded(each + 1, rule) for each in range(-1, 100))
    assert (rounding_problems(rule) == []) == (is_sorted and keeps_order)


@given(AMOUNTS, CURRENCIES, CURRENCIES, RATES, FRACTIONS)
def test_a_tariff_converts_as_currencies_do(amount: int, base: str, quote: str, rate: Decimal, fee: Decimal) -> None:
    facts = price_list("list", currency_code=base)
    pricing = market_pricing(EUROPE, facts, conversion_fee=fee)
    everything = book([facts], market_pricings=[pricing], rates=[effective_rate(base, quote, f"{rate:f}")])
    conversion = conversion_between(everything.rates, pricing, base, quote, NOW)
    assert conversion is not None
    assert conversion.of(amount) == convert(amount, base, quote, conversion.rate.rate, fee)


@given(st.integers(0, 10**9), CURRENCIES, CURRENCIES, RATES)
def test_there_and_back_an_amount_loses_no_more_than_it_was_rounded_by(
    amount: int, base: str, quote: str, rate: Decimal
) -> None:
    """Half a minor unit there, as much as that is worth, and half a one back."""
    factor = conversion_factor(base, quote, rate)
    there = convert(amount, base, quote, rate)
    back = divide_half_up(there * factor.denominator, factor.numerator)
    assert abs(back - amount) <= Fraction(1, 2) / factor + Fraction(1, 2)


@given(st.integers(100, 10**9), st.decimals(Decimal("0.5"), Decimal(2), places=6), FRACTIONS)
def test_a_live_rate_in_the_band_makes_a_price_within_the_band(amount: int, rate: Decimal, band: Decimal) -> None:
    """The price of the effective rate is off from that of a live one by no more than the band, and the rounding."""
    held = convert(amount, "EUR", "USD", rate)
    for live in (rate * (1 - band), rate * (1 + band)):
        assert abs(convert(amount, "EUR", "USD", live) - held) <= Fraction(band) * amount * Fraction(rate) + 1


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(tariffs(), AMOUNTS, AMOUNTS)
def test_all_of_it_in_many_more_tariffs(drawn: Drawn, one: int, other: int) -> None:
    _is_gross_net_and_tax(drawn, one)
    _is_in_order(drawn, one, other)
    _is_replayed(drawn, one)
    _is_the_span(drawn, sorted((one, other)), [one // 2, other // 3])
