"""Cases from public sources: coins, minor units, unit prices, percentages."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from app.core.money import minor_digits
from app.currencies import conversion_factor, convert
from app.pricing.rules.percent import discount_percent
from app.pricing.rules.rounding import BandFlaw, FlawedBand, rounded, rounding_problems
from app.pricing.rules.settings import RoundingBand
from app.pricing.rules.unit_price import unit_price
from tests.support.tariffs import bands

# Switzerland. Since 2007 the coin of 5 is the smallest: SRF Kassensturz on bills of CHF 19.32, 17.87 and 17.88,
# srf.ch/sendungen/kassensturz-espresso/rechtsfragen/kaufrecht/kaufrecht-wechselgeld-auf-den-rappen-genau.
SWITZERLAND = bands((0, 5, 0, "NEAREST"))
# Canada. Department of Finance, "Eliminating the Penny", 2012: .01 and .02 down to .00, .03 and .04 up to .05, .06 and
# .07 down to .05, .08 and .09 up to .10.
CANADA = SWITZERLAND
# Sweden. Lag (1970:1029) om avrundning av vissa öresbelopp, § 2 (SFS 2009:283): 1 to 49 down, 50 to 99 up.
SWEDEN = bands((0, 100, 0, "NEAREST"))
# Norway. Forskrift 16. mars 2011 nr. 294, from 1 May 2012: 1 to 49 øre down, 50 to 99 up.
NORWAY = SWEDEN
# Denmark. Danmarks Nationalbank, "New rounding rules", from 1 October 2008: .01 to .24 down, .25 to .74 to .50, .75 to
# .99 up.
DENMARK = bands((0, 50, 0, "NEAREST"))
# Prices as shops write them: .99, .95 from 100 on, and ¥90.
CHARM = bands((0, 100, 99, "NEAREST"), (10_146, 100, 95, "NEAREST"))
YEN = bands((0, 10, 0, "NEAREST"), (200, 100, 90, "UP"))


@pytest.mark.parametrize(
    ("rule", "amount", "becomes"),
    [
        (SWITZERLAND, 1932, 1930),
        (SWITZERLAND, 1787, 1785),
        (SWITZERLAND, 1788, 1790),
        *[(CANADA, 100 + cents, 100 + to) for cents, to in [(1, 0), (2, 0), (3, 5), (4, 5), (5, 5)]],
        *[(CANADA, 100 + cents, 100 + to) for cents, to in [(6, 5), (7, 5), (8, 10), (9, 10), (0, 0)]],
        (SWEDEN, 1001, 1000),
        (SWEDEN, 1049, 1000),
        (SWEDEN, 1050, 1100),
        (SWEDEN, 1099, 1100),
        (NORWAY, 1520, 1500),
        (NORWAY, 1550, 1600),
        (DENMARK, 1001, 1000),
        (DENMARK, 1024, 1000),
        (DENMARK, 1025, 1050),
        (DENMARK, 1074, 1050),
        (DENMARK, 1075, 1100),
        (DENMARK, 1099, 1100),
        (CHARM, 1999, 1999),
        (CHARM, 2048, 1999),
        (CHARM, 2049, 2099),  # as near to the one as to the other
        (CHARM, 10_145, 10_099),
        (CHARM, 10_146, 10_195),
        (YEN, 194, 190),
        (YEN, 201, 290),
        (YEN, 1591, 1690),
    ],
)
def test_amounts_that_can_be_paid_and_that_look_like_prices(
    rule: Sequence[RoundingBand], amount: int, becomes: int
) -> None:
    assert not rounding_problems(rule)
    assert rounded(amount, rule) == becomes


@pytest.mark.parametrize(
    ("rule", "amount", "becomes"),
    [
        (SWITZERLAND, 0, 0),  # what is free stays so
        (SWITZERLAND, 1, 5),  # what is not does not become it
        (SWEDEN, 49, 100),
        (bands((0, 100, 99, "DOWN")), 98, 99),
        (bands((0, 100, 99, "DOWN")), 198, 99),
        (bands((0, 100, 0, "DOWN")), 99, 100),
        (bands((0, 100, 99, "UP")), 100, 199),
        (bands((1000, 100, 99, "UP")), 999, 999),  # below the first band
        ((), 1234, 1234),
    ],
)
def test_amounts_at_the_ends_of_a_rule(rule: Sequence[RoundingBand], amount: int, becomes: int) -> None:
    assert rounded(amount, rule) == becomes


@pytest.mark.parametrize(
    ("rule", "flaws"),
    [
        ((), []),
        (bands((0, 0, 0, "UP")), [FlawedBand(0, BandFlaw.STEP_OUT_OF_RANGE)]),
        (bands((0, -5, 0, "UP")), [FlawedBand(0, BandFlaw.STEP_OUT_OF_RANGE)]),
        (bands((0, 10**16, 0, "UP")), [FlawedBand(0, BandFlaw.STEP_OUT_OF_RANGE)]),
        (bands((0, 100, 100, "UP")), [FlawedBand(0, BandFlaw.ENDING_OUT_OF_RANGE)]),
        (bands((0, 100, -1, "UP")), [FlawedBand(0, BandFlaw.ENDING_OUT_OF_RANGE)]),
        (bands((-1, 5, 0, "UP")), [FlawedBand(0, BandFlaw.START_OUT_OF_RANGE)]),
        (bands((0, 5, 0, "UP"), (0, 10, 0, "UP")), [FlawedBand(1, BandFlaw.NOT_SORTED)]),
        (
            bands((500, 5, 0, "UP"), (100, 10, 10, "UP")),
            [FlawedBand(1, BandFlaw.NOT_SORTED), FlawedBand(1, BandFlaw.ENDING_OUT_OF_RANGE)],
        ),
        # 99.99 stays, and 100.00 would become 99.90.
        (bands((0, 100, 99, "NEAREST"), (10_000, 1000, 990, "NEAREST")), [FlawedBand(1, BandFlaw.TURNS_ORDER_ROUND)]),
        (bands((0, 100, 99, "NEAREST"), (10_000, 1000, 990, "UP")), []),
        # Below the first band amounts stay as they are: 9.99 would be dearer than 10.00.
        (bands((1000, 1000, 0, "DOWN")), []),
        (bands((1001, 1000, 0, "DOWN")), []),
        (bands((1002, 1000, 0, "DOWN")), [FlawedBand(0, BandFlaw.TURNS_ORDER_ROUND)]),
    ],
)
def test_rules_that_cannot_be_taken(rule: Sequence[RoundingBand], flaws: list[FlawedBand]) -> None:
    assert rounding_problems(rule) == flaws


@pytest.mark.parametrize(
    ("currency", "digits"),
    # ISO 4217, list one, as maintained by SIX: currencies without minor unit, with three decimals, and the usual two.
    [
        *dict.fromkeys(["JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "PYG", "UGX"], 0).items(),
        *dict.fromkeys(["KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"], 3).items(),
        *dict.fromkeys(["EUR", "USD", "CHF", "GBP", "CNY", "INR", "BRL", "HKD"], 2).items(),
    ],
)
def test_minor_units(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("amount", "base", "quote", "rate", "becomes"),
    [
        (1000, "EUR", "JPY", "163.215", 1632),
        (1, "EUR", "JPY", "163.215", 2),
        (1632, "JPY", "EUR", "0.0061268878", 1000),  # 9.9990…
        (1000, "KWD", "JPY", "490.5", 491),  # half up
        (1000, "EUR", "KWD", "0.35501", 3550),  # 3550.1
        (3550, "KWD", "EUR", "2.8168", 1000),  # 999.964
    ],
)
def test_amounts_between_currencies_of_different_minor_units(
    amount: int, base: str, quote: str, rate: str, becomes: int
) -> None:
    assert convert(amount, base, quote, Decimal(rate)) == becomes
    factor = conversion_factor(base, quote, Decimal(rate))
    assert abs(factor * amount - becomes) * 2 <= 1


@pytest.mark.parametrize(
    ("amount", "content", "reference", "price"),
    [
        # Directive 98/6/EC, Article 2(b): of one kilogram, one litre, one metre, one square or cubic metre.
        (99, "100", "1000", 990),  # 100 g of chocolate: per kilogram
        (249, "0.75", "1", 332),  # a bottle of 0.75 l
        (199, "330", "1000", 603),  # a can of 330 ml: 6.0303…
        (1, "3", "1", 0),
        (1000, "3", "1", 333),
        (2000, "3", "1", 667),
        (1999, "2.5", "1", 800),  # 2.5 m of ribbon: 7.996
        (4990, "2.222", "1", 2246),  # a parcel of flooring of 2.222 m²: 22.457…
        (1, "2", "1", 1),  # half up, as the Price Marking Order (Northern Ireland) 2004, article 13, has it: 5 is up
        # The same, last half-sentence: another quantity that is widely and customarily used. The Price Marking Order
        # 2004 of the United Kingdom, Schedule 1: herbs and spices per 10 g, breakfast cereals per 100 g.
        (185, "38", "10", 49),  # 38 g of oregano: 48.68…
        (259, "375", "100", 69),  # 375 g of cereals: 69.06…
        (499, "6", "1", 83),  # by number
        (0, "100", "1000", 0),
        (990, "1000", "1000", 990),
    ],
)
def test_unit_prices(amount: int, content: str, reference: str, price: int) -> None:
    assert unit_price(amount, Decimal(content), Decimal(reference)) == price


@pytest.mark.parametrize(("content", "reference"), [("0", "1"), ("-1", "1"), ("1", "0"), ("1", "-1")])
def test_nothing_has_no_unit_price(content: str, reference: str) -> None:
    with pytest.raises(ValueError, match="above 0"):
        unit_price(100, Decimal(content), Decimal(reference))


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (10_000, 8000, 20),
        (1999, 1500, 24),  # 24.96…
        (10_000, 6667, 33),
        (10_000, 6666, 33),
        (100, 0, 100),
        (10_000, 1, 99),
        (10_000, 9901, None),  # less than one percent is not said
        (10_000, 9900, 1),
        (1000, 1000, None),
        (1000, 1001, None),
        (0, 0, None),
        (1000, -1, None),
    ],
)
def test_percentages_are_never_larger_than_the_reduction(before: int, after: int, percent: int | None) -> None:
    assert discount_percent(before, after) == percent
