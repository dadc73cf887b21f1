"""What a change would do to prices, before it is made."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.pricing.rules.reductions import condition_key
from app.pricing.rules.settings import ListFacts, Version
from app.pricing.rules.simulate import MOST_EXAMPLES, Case, CaseRow, Example, simulate, with_settings
from tests.support.tariffs import (
    AMERICA,
    BERLINER,
    LONG_AGO,
    NEW_YORKER,
    NOW,
    book,
    effective_rate,
    market_pricing,
    named,
    price_list,
    sale,
)

EUROS = price_list("euros")
DOLLARS = price_list("dollars", currency_code="USD")
SHOP = book(
    [EUROS, DOLLARS],
    market_pricings=[market_pricing(AMERICA, EUROS)],
    rates=[effective_rate("EUR", "USD", "1.1")],
)


def case(name: str, *rows: tuple[ListFacts, int], **facts: Any) -> Case:
    """So many variants with these prices."""
    everything: dict[str, Any] = {
        "rows": tuple(CaseRow(each.id, 1, amount, None) for each, amount in rows),
        "tax_class_code": "standard",
        "variant_id": named(f"variant {name}"),
        "product_id": named(f"product {name}"),
    }
    return Case(**everything | facts)


CASES = [
    case("shoes", (EUROS, 1000), (DOLLARS, 1200), variants=7, target_ids=frozenset({named("shoes")})),
    case("hats", (EUROS, 500), variants=2, conditions=frozenset({condition_key({"colour": "red"})})),
    case("socks", (DOLLARS, 300)),
    case("nothing", variants=100),
]


def test_a_sale_of_one_category_and_one_colour() -> None:
    planned = sale("s", percent=Decimal(20), list_ids=(named("shoes"),), conditions=({"colour": "red"},))
    after = with_settings(SHOP, NOW, sales={planned.id: planned})
    europe, america = simulate(SHOP, after, [BERLINER, NEW_YORKER], CASES, NOW)
    assert (europe.cheaper, europe.dearer, europe.newly_sold, europe.no_longer_sold, europe.unchanged) == (
        9,
        0,
        0,
        0,
        101,
    )
    assert (europe.lowest_change, europe.highest_change) == (-200, -100)
    assert europe.examples == [
        Example(named("variant shoes"), 1000, 800),
        Example(named("variant hats"), 500, 400),
    ]
    assert america.shopper is NEW_YORKER
    assert (america.cheaper, america.lowest_change, america.highest_change) == (9, -240, -110)


def test_a_base_list_that_is_taken_away() -> None:
    pricing = market_pricing(AMERICA, None)
    (outcome,) = simulate(SHOP, with_settings(SHOP, NOW, market_pricings={AMERICA: pricing}), [NEW_YORKER], CASES, NOW)
    assert (outcome.no_longer_sold, outcome.cheaper, outcome.dearer, outcome.unchanged) == (2, 0, 0, 108)
    assert (outcome.lowest_change, outcome.highest_change, outcome.mean_percent) == (None, None, None)
    assert outcome.examples == [Example(named("variant hats"), 550, None)]


def test_a_list_that_is_deleted_leaves_what_is_converted() -> None:
    after = with_settings(SHOP, NOW, lists={DOLLARS.id: None})
    (outcome,) = simulate(SHOP, after, [NEW_YORKER], CASES, NOW)
    assert (outcome.cheaper, outcome.no_longer_sold, outcome.unchanged) == (7, 1, 102)
    assert outcome.examples == [
        Example(named("variant socks"), 300, None),
        Example(named("variant shoes"), 1200, 1100),
    ]


def test_a_list_for_more_shoppers_sells_more() -> None:
    before = book([replace_list(EUROS, country_codes=("AT",))])
    (outcome,) = simulate(before, with_settings(before, NOW, lists={EUROS.id: EUROS}), [BERLINER], CASES, NOW)
    assert (outcome.newly_sold, outcome.unchanged) == (9, 101)
    assert {example.before for example in outcome.examples} == {None}


def replace_list(facts: ListFacts, **changes: Any) -> ListFacts:
    return facts._replace(**changes)


def test_another_rate_makes_everything_dearer_that_is_converted() -> None:
    after = replace(SHOP, rates=book(rates=[effective_rate("EUR", "USD", "1.2")]).rates)
    (outcome,) = simulate(SHOP, after, [NEW_YORKER], CASES, NOW)
    assert (outcome.dearer, outcome.unchanged) == (2, 108)
    assert (outcome.lowest_change, outcome.highest_change) == (50, 50)


def test_one_piece_costs_what_the_rows_for_one_piece_say() -> None:
    rows = (CaseRow(EUROS.id, 1, 1000, None), CaseRow(EUROS.id, 5, 1, None), CaseRow(EUROS.id, 1, 900, None, True))
    tenth = sale("tenth")
    after = with_settings(SHOP, NOW, sales={tenth.id: tenth})
    (outcome,) = simulate(SHOP, after, [BERLINER], [case("tiers")._replace(rows=rows)], NOW)
    assert outcome.examples == [Example(named("variant tiers"), 900, 810)]


def test_nothing_of_the_past_changes() -> None:
    old, planned = sale("s"), sale("s", percent=Decimal(50))
    before = book([EUROS], sales=[Version(old, LONG_AGO)])
    after = with_settings(before, NOW, sales={old.id: planned})
    assert list(after.sales) == [Version(old, LONG_AGO, NOW), Version(planned, NOW)]
    assert list(before.sales) == [Version(old, LONG_AGO)]
    yesterday, today = (simulate(before, after, [BERLINER], CASES, at)[0] for at in (NOW - timedelta(days=1), NOW))
    assert (yesterday.unchanged, yesterday.cheaper, today.cheaper) == (110, 0, 9)
    assert list(with_settings(before, NOW, sales={old.id: None}).sales) == [Version(old, LONG_AGO, NOW)]


def test_the_largest_changes_are_the_examples() -> None:
    """Of a thousand prices that one euro is taken off, the lowest fall most."""
    euro = sale("euro", product_ids=frozenset({named(f"product {number}") for number in range(1000)}))
    cases = [case(str(number), (EUROS, 10_000 + number), variants=3) for number in range(1000)]
    after = with_settings(SHOP, NOW, sales={euro.id: sale("euro", percent=Decimal(50))})
    (outcome,) = simulate(SHOP, after, [BERLINER], [*cases, case("low", (EUROS, 3))], NOW)
    assert outcome.cheaper == 3001
    assert len(outcome.examples) == MOST_EXAMPLES
    assert all(example.after is not None and example.before is not None for example in outcome.examples)
