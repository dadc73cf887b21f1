"""Prices by hand: each step of the way from a list to what is displayed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.pricing.models import OldRates, SaleKind
from app.pricing.rules.settings import ListFacts, SaleFacts
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.values import PricedAmount
from app.tax import TaxPartAmount, TaxTreatment
from tests.support.tariffs import (
    AMERICA,
    BERLINER,
    EUROPE,
    NEW_YORKER,
    NOW,
    book,
    effective_rate,
    market_pricing,
    named,
    price_list,
    rounding,
    row,
    sale,
)
from tests.support.tax import dated_rate

TAXES = [
    dated_rate("DE", "0.19", "2020-01-01"),
    dated_rate("DE", "0.07", "2020-01-01", tax_class="reduced"),
    dated_rate("FR", "0.2", "2020-01-01"),
    dated_rate("CA", "0.05", "2020-01-01", region="QC", component="GST"),
    dated_rate("CA", "0.09975", "2020-01-01", region="QC", component="QST"),
]
GROSS = price_list("gross")
NET = price_list("net", tax_included=False)
GERMAN = price_list("german", tax_country_code="DE")
PARISIAN = replace(BERLINER, country_code="FR")
QUEBECER = replace(NEW_YORKER, country_code="CA", region_code="QC")
DUBAI = replace(BERLINER, country_code="AE")
FRENCH_BUSINESS = replace(PARISIAN, treatment=TaxTreatment.REVERSE_CHARGE)


def priced(facts: ListFacts, shopper: Shopper, amount: int, *sales: SaleFacts, **others: Any) -> PricedAmount:
    """What a fixed price comes to."""
    found = book([facts], sales=sales, taxes=TAXES).tariff(shopper, NOW).price(row(facts, amount, **others))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("facts", "shopper", "amount", "displayed", "gross", "net", "tax"),
    [
        (GROSS, BERLINER, 1999, 1999, 1999, 1680, 319),  # 1679.83…
        (GROSS, PARISIAN, 1999, 1999, 1999, 1666, 333),  # the same with tax, whatever the rate
        (GROSS, replace(PARISIAN, displays_tax=False), 1999, 1666, 1999, 1666, 333),
        (NET, BERLINER, 1680, 1999, 1999, 1680, 319),  # 319.2
        (NET, replace(BERLINER, displays_tax=False), 1680, 1680, 1999, 1680, 319),
        (GERMAN, BERLINER, 1999, 1999, 1999, 1680, 319),
        (GERMAN, PARISIAN, 1999, 2016, 2016, 1680, 336),  # the same without tax, and 20 % of it
        (GROSS, DUBAI, 1999, 1999, 1999, None, None),
        (NET, DUBAI, 1999, 1999, None, 1999, None),
        (GERMAN, DUBAI, 1999, 1680, None, 1680, None),
        (GROSS, FRENCH_BUSINESS, 1999, 1666, 1666, 1666, 0),
        (NET, FRENCH_BUSINESS, 1680, 1680, 1680, 1680, 0),
        (GERMAN, FRENCH_BUSINESS, 1999, 1680, 1680, 1680, 0),
        (NET, replace(FRENCH_BUSINESS, country_code="AE"), 1680, 1680, 1680, 1680, 0),
        (GROSS, replace(FRENCH_BUSINESS, country_code="AE"), 1680, 1680, 1680, None, None),
    ],
)
def test_net_and_gross_prices_where_tax_is_shown_and_where_it_is_not(
    facts: ListFacts, shopper: Shopper, amount: int, displayed: int, gross: int, net: int, tax: int
) -> None:
    found = priced(facts, shopper, amount)
    assert (found.displayed, found.gross, found.net, found.tax) == (displayed, gross, net, tax)
    assert (found.regular, found.compare_at, found.sale_id, found.effective_rate) == (displayed, None, None, None)


def test_goods_of_another_class_bear_its_rate() -> None:
    found = priced(GROSS, BERLINER, 1070, tax_class_code="reduced")
    assert (found.net, found.tax, found.rate) == (1000, 70, Decimal("0.07"))
    assert found.taxes == (TaxPartAmount("VAT", Decimal("0.07"), 70),)


def test_each_rate_makes_its_part_of_the_tax() -> None:
    """Québec: GST of 5 % and QST of 9.975 %; 1,497.5 of tax are rounded half up, the odd one goes to the QST."""
    found = priced(price_list("quebec", currency_code="USD", tax_included=False), QUEBECER, 10_000)
    assert (found.displayed, found.gross, found.tax, found.rate) == (10_000, 11_498, 1498, Decimal("0.14975"))
    assert found.taxes == (
        TaxPartAmount("GST", Decimal("0.05"), 500),
        TaxPartAmount("QST", Decimal("0.09975"), 998),
    )


def converted(facts: ListFacts, shopper: Shopper, amount: int, rate: str, *bands: Any, **others: Any) -> Any:
    """What the price comes to where the list is the base of the shopper's market."""
    pair = (facts.currency_code, shopper.currency_code)
    everything = book(
        [facts],
        roundings=[rounding(shopper.currency_code, *bands)] if bands else (),
        market_pricings=[market_pricing(shopper.market_id, facts, **others.pop("pricing", {}))],
        rates=[effective_rate(*pair, rate, **others.pop("rate_facts", {}))],
        taxes=TAXES,
        sales=others.pop("sales", ()),
    )
    return everything.tariff(shopper, NOW).price(row(facts, amount, **others))


NINETY_NINE = (0, 100, 99, "NEAREST")


@pytest.mark.parametrize(
    ("currency", "rate", "fee", "bands", "displayed"),
    [
        ("USD", "1.0834", "0", (), 1083),  # 1083.4
        ("USD", "1.0834", "0.02", (), 1105),  # 1105.068
        ("USD", "1.0834", "0.02", (NINETY_NINE,), 1099),
        ("JPY", "163.215", "0", (), 1632),  # ISO 4217: the yen has no minor unit
        ("JPY", "163.215", "0", ((0, 100, 90, "NEAREST"),), 1590),
        ("KWD", "0.33", "0", (), 3300),  # ISO 4217: a dinar of Kuwait has 1,000 fils
        ("KWD", "0.33333", "0", ((0, 50, 0, "UP"),), 3350),
    ],
)
def test_ten_euros_elsewhere(currency: str, rate: str, fee: str, bands: Any, displayed: int) -> None:
    shopper = replace(NEW_YORKER, currency_code=currency)
    found = converted(GROSS, shopper, 1000, rate, *bands, pricing={"conversion_fee": Decimal(fee)})
    assert (found.displayed, found.gross, found.net) == (displayed, displayed, None)
    assert found.effective_rate.rate == Decimal(rate)
    assert not found.is_stale


def test_what_is_displayed_is_rounded_and_the_net_amount_follows() -> None:
    """10.00 USD are 9.20 EUR without tax and 10.95 with it: 10.99 is shown, of which 9.24 are net."""
    facts = price_list("dollars", currency_code="USD", tax_included=False)
    found = converted(facts, BERLINER, 1000, "0.92", NINETY_NINE)
    assert (found.displayed, found.gross, found.net, found.tax) == (1099, 1099, 924, 175)


def test_a_list_with_tax_is_rounded_without_it_where_prices_are_shown_so() -> None:
    """10.00 EUR are 10.83 USD with 14.975 % of tax: 9.42 without, shown as 8.99."""
    found = converted(GROSS, QUEBECER, 1000, "1.0834", NINETY_NINE)
    assert (found.displayed, found.gross, found.net, found.tax) == (899, 1034, 899, 135)


def test_what_is_struck_through_is_converted_and_rounded_as_well() -> None:
    found = converted(GROSS, NEW_YORKER, 1000, "1.0834", NINETY_NINE, compare_at_amount=1500)
    assert (found.displayed, found.regular, found.compare_at) == (1099, 1099, 1599)
    near = converted(GROSS, NEW_YORKER, 1000, "1.0834", NINETY_NINE, compare_at_amount=1010)
    assert (near.displayed, near.compare_at) == (1099, None)  # both are 10.99


def test_fixed_prices_are_not_rounded() -> None:
    euros, dollars = price_list("euros"), price_list("dollars", currency_code="USD")
    everything = book(
        [euros, dollars],
        roundings=[rounding("USD", NINETY_NINE)],
        market_pricings=[market_pricing(AMERICA, euros)],
        rates=[effective_rate("EUR", "USD", "1.1")],
    )
    tariff = everything.tariff(NEW_YORKER, NOW)
    assert tariff.list_ids == (dollars.id, euros.id)
    fixed, from_base = tariff.price(row(dollars, 1234)), tariff.price(row(euros, 1234))
    assert fixed is not None
    assert from_base is not None
    assert (fixed.displayed, fixed.effective_rate, from_base.displayed) == (1234, None, 1399)  # 1357.4


def test_a_market_has_rounding_of_its_own() -> None:
    everything = book(
        [GROSS],
        roundings=[rounding("USD", NINETY_NINE), rounding("USD", (0, 500, 0, "UP"), market_id=AMERICA)],
        market_pricings=[market_pricing(AMERICA, GROSS), market_pricing(EUROPE, GROSS)],
        rates=[effective_rate("EUR", "USD", "1")],
    )
    shoppers = [NEW_YORKER, replace(BERLINER, currency_code="USD")]
    found = [everything.tariff(shopper, NOW).price(row(GROSS, 1010)) for shopper in shoppers]
    assert [each and each.displayed for each in found] == [1500, 999]


OLD = {"as_of": NOW - timedelta(days=6)}


def test_a_rate_that_is_too_old_goes_on_or_sells_nothing_as_the_market_says() -> None:
    kept = converted(GROSS, NEW_YORKER, 1000, "1.1", rate_facts=OLD)
    assert (kept.displayed, kept.is_stale) == (1100, True)
    assert converted(GROSS, NEW_YORKER, 1000, "1.1", rate_facts=OLD, pricing={"old_rates": OldRates.NO_PRICE}) is None


def test_without_a_rate_nothing_is_converted() -> None:
    everything = book([GROSS], market_pricings=[market_pricing(AMERICA, GROSS)])
    tariff = everything.tariff(NEW_YORKER, NOW)
    assert (tariff.list_ids, tariff.price(row(GROSS, 1000)), tariff.explain(row(GROSS, 1000))) == ((), None, ())
    assert tariff.amounts_within(GROSS.id, "standard", (), 0, 10**15) is None


EUROS = {"EUR": 1500}


@pytest.mark.parametrize(
    ("facts", "shopper", "amount", "reduction", "displayed", "net", "compare_at"),
    [
        (GROSS, BERLINER, 1999, sale("tenth"), 1799, 1512, 1999),  # 1799.1; 1511.76…
        (GROSS, BERLINER, 1990, sale("little", percent=Decimal(5)), 1891, 1589, 1990),  # 1890.5, half up
        (GROSS, BERLINER, 1000, sale("third", percent=Decimal("33.33")), 667, 561, 1000),  # 666.7
        (GROSS, BERLINER, 1999, sale("euros", kind=SaleKind.AMOUNT, amounts=EUROS), 499, 419, 1999),
        (GROSS, BERLINER, 999, sale("euros", kind=SaleKind.AMOUNT, amounts=EUROS), 0, 0, 999),
        (GROSS, BERLINER, 1999, sale("fixed", kind=SaleKind.FIXED_PRICE, amounts=EUROS), 1500, 1261, 1999),
        (GROSS, BERLINER, 1400, sale("fixed", kind=SaleKind.FIXED_PRICE, amounts=EUROS), 1400, 1176, None),
        (GROSS, BERLINER, 1500, sale("fixed", kind=SaleKind.FIXED_PRICE, amounts=EUROS), 1500, 1261, None),
        (GROSS, BERLINER, 1999, sale("yen", kind=SaleKind.FIXED_PRICE, amounts={"JPY": 1}), 1999, 1680, None),
        (GROSS, BERLINER, 1999, sale("yen", kind=SaleKind.AMOUNT, amounts={"JPY": 1}), 1999, 1680, None),
        (GROSS, BERLINER, 4, sale("tenth"), 4, 3, None),  # 3.6 is 4
        # A fixed price is one as prices are shown there: with tax for Berlin, also from a list without.
        (NET, BERLINER, 1680, sale("fixed", kind=SaleKind.FIXED_PRICE, amounts=EUROS), 1500, 1261, 1999),
        (NET, FRENCH_BUSINESS, 1680, sale("fixed", kind=SaleKind.FIXED_PRICE, amounts=EUROS), 1250, 1250, 1680),
        (NET, DUBAI, 1680, sale("fixed", kind=SaleKind.FIXED_PRICE, amounts=EUROS), 1500, 1500, 1680),
    ],
)
def test_reductions(
    facts: ListFacts,
    shopper: Shopper,
    amount: int,
    reduction: SaleFacts,
    displayed: int,
    net: int,
    compare_at: int | None,
) -> None:
    found = priced(facts, shopper, amount, reduction)
    assert (found.displayed, found.net, found.compare_at) == (displayed, net, compare_at)
    assert found.sale_id == (reduction.id if compare_at is not None else None)
    assert found.is_reduced == (compare_at is not None)


def test_sales_do_not_add_up_and_the_lowest_price_wins() -> None:
    tenth, fifth = sale("a-tenth"), sale("b-fifth", percent=Decimal(20))
    assert priced(GROSS, BERLINER, 1000, tenth, fifth).sale_id == fifth.id
    assert priced(GROSS, BERLINER, 1000, tenth, fifth).displayed == 800


def test_of_equal_sales_the_first_code_wins() -> None:
    sales = [sale("b"), sale("a", kind=SaleKind.AMOUNT, amounts={"EUR": 100}), sale("c")]
    for order in (sales, sales[::-1]):
        assert priced(GROSS, BERLINER, 1000, *order).sale_id == named("sale a")


def test_under_a_sale_the_regular_price_is_struck_through() -> None:
    """What the merchant says that it once cost is shown when no sale reduces it."""
    reduced = priced(GROSS, BERLINER, 1000, sale("tenth"), compare_at_amount=2000)
    assert (reduced.regular, reduced.compare_at) == (1000, 1000)
    assert priced(GROSS, BERLINER, 1000, compare_at_amount=2000).compare_at == 2000
    assert priced(GERMAN, PARISIAN, 1999, compare_at_amount=2998).compare_at == 3023  # 2519.33 and 20 % of 2519


def test_a_list_of_others_sells_nothing_here() -> None:
    assert book([price_list("b2b", group_codes=("b2b",))]).tariff(BERLINER, NOW).list_ids == ()
    assert book([GROSS]).tariff(BERLINER, NOW).price(row(NET, 1000)) is None


@pytest.mark.parametrize(
    ("facts", "shopper", "needs"),
    [
        (GROSS, BERLINER, False),
        (GROSS, replace(BERLINER, displays_tax=False), True),
        (NET, BERLINER, True),
        (NET, replace(BERLINER, displays_tax=False), False),
        (GERMAN, BERLINER, False),
        (GERMAN, PARISIAN, True),
        (GROSS, FRENCH_BUSINESS, True),
        (NET, replace(FRENCH_BUSINESS, displays_tax=False), False),
    ],
)
def test_when_the_class_of_tax_matters(facts: ListFacts, shopper: Shopper, needs: bool) -> None:
    everything = book([facts], taxes=[*TAXES, dated_rate("FR", "0.055", "2020-01-01", tax_class="reduced")])
    tariff = everything.tariff(shopper, NOW)
    assert tariff.needs_tax_class == needs
    found = [tariff.price(row(facts, 9999, tax_class_code=each)) for each in ("standard", "reduced")]
    assert len({each and each.displayed for each in found}) == (2 if needs else 1)
