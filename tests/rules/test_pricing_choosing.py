"""Which list, and which row of it, a price is made of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pricing.rules.choosing import rank, row_rank
from app.pricing.rules.settings import ListFacts
from app.pricing.rules.shopper import Shopper
from tests.support.tariffs import (
    AMERICA,
    BERLINER,
    EUROPE,
    NEW_YORKER,
    NOW,
    book,
    effective_rate,
    market_pricing,
    price_list,
)

MEMBER = replace(BERLINER, group_code="club")
HOUR = timedelta(hours=1)


def chosen(shopper: Shopper, *lists: ListFacts) -> list[str]:
    """The codes of the lists to look in, the first first."""
    tariff = book(lists).tariff(shopper, NOW)
    return [tariff.lists[each].code for each in tariff.list_ids]


@pytest.mark.parametrize(
    ("facts", "is_chosen"),
    [
        ({}, True),
        ({"is_active": False}, False),
        ({"currency_code": "USD"}, False),
        ({"market_ids": (EUROPE,)}, True),
        ({"market_ids": (AMERICA,)}, False),
        ({"market_ids": (AMERICA, EUROPE)}, True),
        ({"channel_codes": ("web",)}, True),
        ({"channel_codes": ("app",)}, False),
        ({"country_codes": ("DE", "AT")}, True),
        ({"country_codes": ("FR",)}, False),
        ({"group_codes": ("club",)}, True),
        ({"group_codes": ("b2b",)}, False),
        ({"starts_at": NOW}, True),
        ({"starts_at": NOW + timedelta(microseconds=1)}, False),
        ({"ends_at": NOW}, False),
        ({"ends_at": NOW + timedelta(microseconds=1)}, True),
        ({"starts_at": NOW - HOUR, "ends_at": NOW + HOUR}, True),
        ({"market_ids": (EUROPE,), "group_codes": ("b2b",)}, False),
    ],
)
def test_what_a_list_must_be_to_count(facts: Mapping[str, Any], is_chosen: bool) -> None:
    assert chosen(MEMBER, price_list("one", **facts)) == (["one"] if is_chosen else [])


def test_prices_of_a_group_are_for_nobody_else() -> None:
    assert chosen(BERLINER, price_list("one", group_codes=("club",))) == []


ORDERED = [
    price_list("z-group", group_codes=("club",)),
    price_list("z-channel-country", channel_codes=("web",), country_codes=("DE",), priority=9),
    price_list("z-channel", channel_codes=("web",), market_ids=(EUROPE,)),
    price_list("z-country", country_codes=("DE",)),
    price_list("z-market-dates", market_ids=(EUROPE,), starts_at=NOW),
    price_list("z-market-first", market_ids=(EUROPE,), priority=2),
    price_list("y-market", market_ids=(EUROPE,), priority=1),
    price_list("z-market", market_ids=(EUROPE,), priority=1),
    price_list("z-dates", ends_at=NOW + HOUR),
    price_list("a-first", priority=5),
    price_list("a"),
    price_list("b"),
    price_list("z-last", priority=-1),
]


def test_the_order_of_lists_is_the_one_that_is_written_down() -> None:
    codes = [facts.code for facts in ORDERED]
    assert chosen(MEMBER, *ORDERED) == codes
    assert chosen(MEMBER, *reversed(ORDERED)) == codes
    for pair in permutations(ORDERED[:5], 3):
        assert chosen(MEMBER, *pair) == sorted((facts.code for facts in pair), key=codes.index)


_SOME_LISTS = st.lists(
    st.builds(
        lambda number, **facts: price_list(f"list-{number}", **facts),
        st.integers(0, 99),
        group_codes=st.sampled_from([(), ("club",)]),
        channel_codes=st.sampled_from([(), ("web",)]),
        country_codes=st.sampled_from([(), ("DE",)]),
        market_ids=st.sampled_from([(), (EUROPE,)]),
        starts_at=st.sampled_from([None, NOW - HOUR]),
        priority=st.integers(-2, 2),
    ),
    max_size=6,
    unique_by=lambda facts: facts.code,
)
_WHO = ("group_codes", "channel_codes", "country_codes", "market_ids")


@given(_SOME_LISTS)
def test_the_more_specific_list_never_loses(lists: list[ListFacts]) -> None:
    """Who names all that another one names, and more, stands before it, whatever its priority and its code."""
    order = chosen(MEMBER, *lists)
    for one in lists:
        for other in lists:
            named = {name for name in _WHO if getattr(one, name)}
            if named > {name for name in _WHO if getattr(other, name)}:
                assert order.index(one.code) < order.index(other.code)
    assert len({rank(facts) for facts in lists}) == len(lists)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.booleans()), min_size=1))
def test_the_more_specific_row_never_loses(rows: list[tuple[int, int, bool]]) -> None:
    place, min_quantity, is_dated = min(rows, key=lambda row: row_rank(row[0], row[1], is_dated=row[2]))
    assert place == min(row[0] for row in rows)
    assert min_quantity == max(row[1] for row in rows if row[0] == place)
    assert is_dated == any(row[2] for row in rows if row[:2] == (place, min_quantity))


RATES = [effective_rate("EUR", "USD", "1.1")]


def base_of_america(base: ListFacts, *lists: ListFacts, shopper: Shopper = NEW_YORKER) -> list[str]:
    """The codes of the lists to look in where the base is converted for America."""
    pricing = market_pricing(AMERICA, base)
    tariff = book([base, *lists], market_pricings=[pricing], rates=RATES).tariff(shopper, NOW)
    return [tariff.lists[each].code for each in tariff.list_ids]


def test_fixed_prices_win_over_converted_ones() -> None:
    base = price_list("base", market_ids=(EUROPE,), channel_codes=("outlet",), country_codes=("DE",), priority=99)
    dollars = price_list("dollars", currency_code="USD", priority=-99)
    assert base_of_america(base, dollars) == ["dollars", "base"]
    assert base_of_america(base) == ["base"]


@pytest.mark.parametrize(
    "facts", [{"is_active": False}, {"ends_at": NOW}, {"starts_at": NOW + HOUR}, {"group_codes": ("club",)}]
)
def test_a_base_that_does_not_hold_is_not_converted(facts: Mapping[str, Any]) -> None:
    assert base_of_america(price_list("base", **facts)) == []


def test_the_base_of_a_group_is_converted_for_the_group() -> None:
    base = price_list("base", group_codes=("club",))
    assert base_of_america(base, shopper=replace(NEW_YORKER, group_code="club")) == ["base"]


def test_a_base_in_the_shoppers_currency_stands_last_and_once() -> None:
    elsewhere = price_list("elsewhere", currency_code="USD", market_ids=(EUROPE,))
    assert base_of_america(elsewhere, price_list("own", currency_code="USD")) == ["own", "elsewhere"]
    everywhere = price_list("everywhere", currency_code="USD")
    assert base_of_america(everywhere, price_list("own", currency_code="USD", priority=-1)) == ["everywhere", "own"]


def test_lists_with_dated_prices_are_told() -> None:
    lists = [price_list("a", has_dated_prices=False), price_list("b")]
    tariff = book(lists).tariff(BERLINER, NOW)
    assert (tariff.list_ids, tariff.dated_list_ids) == ((lists[0].id, lists[1].id), (lists[1].id,))
