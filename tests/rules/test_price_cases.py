"""The ways from stored amounts to prices: whatever is configured, each kind of variants goes one of them, or is not
sold, and comes to what the tariff makes of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pricing import PricedWithin
from app.pricing.models import SaleKind
from app.pricing.rules.book import PriceBook
from app.pricing.rules.cases import PriceCase, price_cases
from app.pricing.rules.kinds import (
    MarkingSales,
    StoredKind,
    StoredPrices,
    StoredRow,
    kinds_of,
    least_displayed,
)
from app.pricing.rules.settings import ListFacts, SaleFacts
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.tariff import Tariff
from app.pricing.rules.values import PriceRow
from search.documents.prices import price_fields, stored_in
from search.query.price_ranges import MOST_BARS, spans_between
from search.query.priced import NO_PRODUCT, PriceKinds, price_condition
from tests.support.tariffs import BERLINER, EUROPE, NOW, book, effective_rate, market_pricing, named, price_list, sale
from tests.support.tax import dated_rate

PRODUCTS: Final = tuple(named(f"product {number}") for number in range(3))
SHELVES: Final = (named("category"), named("brand"))
CONDITIONS: Final[Sequence[Mapping[str, Any]]] = ({"color": "red"}, {"size": 1})
CLASSES: Final = ("standard", "reduced", "exempt", "unheard-of")
LISTS: Final = (
    price_list("plain"),
    price_list("net", tax_included=False, priority=1),
    price_list("dealers", group_codes=("dealers",)),
    price_list("french", tax_country_code="FR", country_codes=("DE",)),
    price_list("dollars", currency_code="USD"),
)
TAXES: Final = [
    dated_rate("DE", "0.19", "2020-01-01"),
    dated_rate("DE", "0.07", "2020-01-01", tax_class="reduced"),
    dated_rate("FR", "0.2", "2020-01-01"),
]


class Variant:
    """What is stored of one."""

    def __init__(self, name: str, amounts: Mapping[UUID, int], met: Sequence[Mapping[str, Any]]) -> None:
        self.id = named(name)
        self.amounts = amounts
        self.met = met


def _some(values: Sequence[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=2, unique_by=str)


@st.composite
def _sales(draw: st.DrawFn) -> SaleFacts:
    kind = draw(st.sampled_from(SaleKind))
    percent = Decimal(draw(st.integers(1, 99))) if kind is SaleKind.PERCENT else None
    amounts = {"EUR": draw(st.integers(0, 4000))} if percent is None and draw(st.booleans()) else {}
    return sale(
        draw(st.sampled_from("abcdef")),
        kind=kind,
        percent=percent,
        amounts=amounts,
        product_ids=frozenset(draw(_some(PRODUCTS))),
        list_ids=tuple(draw(_some(SHELVES))),
        conditions=tuple(draw(_some(CONDITIONS))),
        excluded_product_ids=frozenset(draw(_some(PRODUCTS))),
        excluded_list_ids=tuple(draw(_some(SHELVES))),
        group_codes=draw(st.sampled_from([(), (), ("dealers",)])),
        is_paused=draw(st.booleans()) and draw(st.booleans()),
    )


@st.composite
def _books(draw: st.DrawFn) -> PriceBook:
    sales: list[SaleFacts] = draw(st.lists(_sales(), max_size=6, unique_by=lambda each: each.code))
    return book(
        LISTS,
        sales=sales,
        market_pricings=[market_pricing(EUROPE, LISTS[-1])],
        rates=[effective_rate("USD", "EUR", "0.9")],
        taxes=TAXES,
    )


_shoppers = st.builds(
    lambda group, country, displays: replace(BERLINER, group_code=group, country_code=country, displays_tax=displays),
    st.sampled_from([None, "dealers"]),
    st.sampled_from(["DE", "FR", "AE"]),
    st.booleans(),
)
_amounts = st.dictionaries(st.sampled_from([each.id for each in LISTS]), st.integers(0, 10_000), max_size=len(LISTS))
_variants = st.lists(st.tuples(_amounts, _some(CONDITIONS)), max_size=4)


def _row(
    tariff: Tariff, product_id: UUID, tax_class: str, stands_in: Sequence[UUID], variant: Variant
) -> PriceRow | None:
    """The row that is chosen for a variant, as the statements choose and describe it."""
    list_id = next((each for each in tariff.list_ids if each in variant.amounts), None)
    if list_id is None:
        return None
    return PriceRow(
        variant.id,
        product_id,
        list_id,
        1,
        variant.amounts[list_id],
        None,
        None,
        tax_class,
        tuple(each for each in tariff.target_list_ids if each in stands_in),
        tuple(place for place, condition in enumerate(tariff.conditions) if condition in variant.met),
    )


def _goes(case: PriceCase, tax_class: str, kind: StoredKind) -> bool:
    """What `search.query.priced` says in the engine's words."""
    return (
        case.price_list_id in kind.amounts
        and not any(each in kind.amounts for each in case.earlier_list_ids)
        and (not case.tax_class_codes or (tax_class in case.tax_class_codes) == case.of_these_classes)
        and all(each in kind.sale_ids for each in case.marked_by)
        and not any(each in kind.sale_ids for each in case.not_marked_by)
    )


def _stored(
    everything: PriceBook, product_id: UUID, tax_class: str, stands_in: Sequence[UUID], variants: Sequence[Variant]
) -> StoredPrices:
    marking = MarkingSales.of(everything.current_sales())
    targets = [each for each in marking.target_list_ids if each in stands_in]
    marks = {
        variant.id: marking.marks(
            product_id,
            targets,
            [place for place, condition in enumerate(marking.conditions) if condition in variant.met],
        )
        for variant in variants
    }
    rows = (StoredRow(each.id, *entry) for each in variants for entry in each.amounts.items())
    return StoredPrices(tax_class, kinds_of(rows, marks))


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(
    _books(),
    _shoppers,
    st.sampled_from(PRODUCTS),
    st.sampled_from(CLASSES),
    _some(SHELVES),
    _variants,
    st.integers(0, 10_000),
    st.integers(0, 5000),
)
def test_each_kind_goes_one_way_and_comes_to_the_prices_of_its_rows(
    everything: PriceBook,
    shopper: Shopper,
    product_id: UUID,
    tax_class: str,
    stands_in: list[UUID],
    drawn: list[tuple[dict[UUID, int], list[Mapping[str, Any]]]],
    least: int,
    width: int,
) -> None:
    variants = [Variant(str(number), *each) for number, each in enumerate(drawn)]
    tariff = everything.tariff(shopper, NOW)
    rows = [_row(tariff, product_id, tax_class, stands_in, variant) for variant in variants]
    prices = [price.displayed for row in rows if row and (price := tariff.price(row))]
    stored = _stored(everything, product_id, tax_class, stands_in, variants)
    assert stored_in(price_fields(stored)) == stored

    assert least_displayed(tariff, stored) == min(prices, default=None)
    cases = price_cases(tariff)
    within, displayed = 0, set[int]()
    for kind in stored.kinds:
        ways = [case for case in cases if _goes(case, tax_class, kind)]
        is_sold = any(each in kind.amounts for each in tariff.list_ids)
        assert len(ways) == is_sold
        for case in ways:
            span = tariff.amounts_within(case.price_list_id, tax_class, case.sale_ids, least, least + width)
            likewise = tariff.amounts_within(
                case.price_list_id, case.tax_class_code, case.sale_ids, least, least + width
            )
            assert span == likewise, "the class that stands for others is taxed as they are"
            for amount in kind.amounts[case.price_list_id]:
                displayed.add(tariff.displayed(case.price_list_id, case.tax_class_code, case.sale_ids, amount))
                within += span is not None and span[0] <= amount <= span[1]
    assert displayed == set(prices)
    assert bool(within) == any(least <= price <= least + width for price in prices)


def _cases(sales: Sequence[SaleFacts] = (), lists: Sequence[ListFacts] = LISTS[:1]) -> list[tuple[Any, ...]]:
    tariff = book(lists, sales=sales, taxes=TAXES).tariff(BERLINER, NOW)
    codes = {each.id: each.code for each in sales}
    return [
        (
            [codes[each] for each in case.sale_ids],
            [codes[each] for each in case.marked_by],
            [codes[each] for each in case.not_marked_by],
        )
        for case in price_cases(tariff)
    ]


def test_sales_are_told_apart_by_the_strongest_alone() -> None:
    """Ten sales of brands make eleven ways, not a thousand."""
    brands = [
        sale(f"brand-{number}", percent=Decimal(number), list_ids=(named(f"brand {number}"),)) for number in (20, 30)
    ]
    assert _cases(brands) == [
        (["brand-30"], ["brand-30"], []),
        (["brand-20"], ["brand-20"], ["brand-30"]),
        ([], [], ["brand-30", "brand-20"]),
    ]
    many = [sale(f"n{n}", percent=Decimal(n), product_ids=frozenset({named(str(n))})) for n in range(1, 11)]
    assert len(_cases(many)) == 11


def test_what_is_weaker_than_a_sale_of_everything_decides_nothing() -> None:
    everything = sale("all", percent=Decimal(25))
    weaker = sale("weak", percent=Decimal(5), product_ids=frozenset(PRODUCTS))
    stronger = sale("strong", percent=Decimal(50), product_ids=frozenset(PRODUCTS))
    assert _cases([everything, weaker, stronger]) == [
        (["strong"], ["strong"], []),
        (["all"], [], ["strong"]),
    ]
    assert _cases([sale("elsewhere", kind=SaleKind.AMOUNT, amounts={"USD": 100}, product_ids=frozenset(PRODUCTS))]) == [
        ([], [], [])
    ]


def test_a_sale_of_all_but_some_marks_those_that_it_leaves_out() -> None:
    but_some = sale("but", excluded_product_ids=frozenset(PRODUCTS[:1]))
    marking = MarkingSales.of([but_some, sale("all")])
    assert marking.marks(PRODUCTS[0], (), ()) == (but_some.id,)
    assert marking.marks(PRODUCTS[1], (), ()) == ()
    assert _cases([but_some]) == [(["but"], [], ["but"]), ([], ["but"], [])]


def test_variants_are_of_one_kind_if_their_lists_and_marks_are_the_same() -> None:
    one, other = named("one"), named("other")
    rows = [
        StoredRow(named(name), list_id, amount)
        for name, list_id, amount in (
            ("a", one, 300),
            ("b", one, 100),
            ("c", one, 300),
            ("d", one, 50),
            ("d", other, 60),
            ("e", one, 70),
        )
    ]
    marked = named("sale")
    marks = {named(name): () for name in "abcd"} | {named("e"): (marked,)}
    assert sorted(kinds_of(rows, marks), key=lambda kind: (len(kind.amounts), kind.sale_ids)) == [
        StoredKind((), {one: (100, 300)}),
        StoredKind((marked,), {one: (70,)}),
        StoredKind((), {one: (50,), other: (60,)}),
    ]


def test_a_filter_says_of_each_kind_what_it_must_be() -> None:
    """Of dealers, with one sale of a brand by half: 10.00 to 20.00 is 20.00 to 40.00 there."""
    half = sale("half", percent=Decimal(50), list_ids=SHELVES[:1])
    tariff = book([LISTS[0], LISTS[2]], sales=[half]).tariff(replace(BERLINER, group_code="dealers"), NOW)
    plain, dealers = (f"kinds.k0.amounts.{LISTS[place].id.hex}" for place in (0, 2))
    on_sale, regular = f'kinds.k0.sales = "{half.id.hex}"', f"kinds.k0.sales NOT IN [{half.id.hex}]"
    not_dealers = f"kinds.k0.lists NOT IN [{LISTS[2].id.hex}]"
    assert price_condition(tariff, [PricedWithin(1000, 2000)], PriceKinds(1)) == (
        f"(({dealers} 1999 TO 4000 AND {on_sale}) OR ({dealers} 1000 TO 2000 AND {regular})"
        f" OR ({plain} 1999 TO 4000 AND {not_dealers} AND {on_sale})"
        f" OR ({plain} 1000 TO 2000 AND {not_dealers} AND {regular}))"
    )
    assert price_condition(tariff, [PricedWithin(1000, 2000)], PriceKinds(0)) == NO_PRODUCT
    assert price_condition(tariff, [PricedWithin(2000, 1000)], PriceKinds(1)) == NO_PRODUCT


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (0, 0, [(0, 0)]),
        (7, 12, [(number, number) for number in range(7, 13)]),
        (995, 1996, [(start, start + 199) for start in range(800, 2000, 200)]),
        (999, 9999, [(start, start + 999) for start in range(0, 10_000, 1000)]),
    ],
)
def test_bars_have_round_ends_and_are_at_most_ten(least: int, most: int, expected: list[tuple[int, int]]) -> None:
    assert list(map(tuple, spans_between(least, most))) == expected


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_bars_cover_everything_without_a_gap(one: int, other: int) -> None:
    least, most = sorted((one, other))
    spans = list(spans_between(least, most))
    assert 1 <= len(spans) <= MOST_BARS
    assert spans[0].least <= least <= spans[0].most
    assert spans[-1].least <= most <= spans[-1].most
    assert all(before.most + 1 == after.least for before, after in pairwise(spans))
