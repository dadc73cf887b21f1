"""What a cart costs, which groups it has, and what is no longer as it was shown."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.carts.errors import CartErrorCode
from app.carts.ids import CART_LINE_ID, DELIVERY_GROUP_ID, delivery_group_id
from app.carts.rules.contents import LineFacts
from app.carts.rules.edits import Edit
from app.carts.rules.groups import allocate_lines
from app.carts.rules.quote import quote
from app.carts.rules.refresh import refresh
from app.carts.values import CartQuote
from app.core.codes import currency_codes
from app.core.details import InsufficientStock
from app.core.errors import WarningCode
from app.inventory import StockErrorCode
from app.shipping import EstimateReason
from tests.support.cart_facts import (
    CART_ID,
    EXPRESS,
    LAMP,
    LAMP_LINE,
    MUG,
    MUG_LINE,
    OHIO,
    OVERSEAS,
    ROTTERDAM,
    SHIRT,
    SHIRT_LINE,
    STANDARD,
    cart,
    shop,
)

PRICES = {SHIRT: 5990, MUG: 599}
STOCK = {SHIRT: {ROTTERDAM: 10}, MUG: {ROTTERDAM: 10, OHIO: 50}}
TWO_SHIRTS = (SHIRT_LINE, SHIRT, 2, 5990)


def test_costs_with_tax_included() -> None:
    chosen = cart(TWO_SHIRTS, (MUG_LINE, MUG, 3, 599), selections=[(ROTTERDAM, STANDARD, 760)])

    cost = quote(chosen, shop(PRICES, STOCK)).cost

    # 2 x 59.90 = 119.80, of which 19 % is 119.80 - 119.80/1.19 = 19.13; 3 x 5.99 = 17.97, of which 2.87.
    # Five pieces of 600 g are 3 kg: 4.90 + 3 x 0.90 = 7.60, of which 7.60 - 6.39 = 1.21.
    assert (cost.subtotal, cost.shipping, cost.tax, cost.total) == (13777, 760, 1913 + 287 + 121, 14537)
    assert (cost.tax_included, cost.discount) == (True, 0)
    assert (cost.duty, cost.fees, cost.due_on_delivery, cost.complete) == (None, None, None, False)


def test_tax_on_top_is_added_once() -> None:
    chosen = cart(TWO_SHIRTS, selections=[(ROTTERDAM, STANDARD, 670)])

    cost = quote(chosen, shop(PRICES, STOCK, rate="0.19", displays_tax=False)).cost

    # 19 % of 119.80 is 22.762, rounded 22.76; of 6.70 it is 1.273, rounded 1.27.
    assert (cost.tax, cost.total) == (2276 + 127, 11980 + 670 + 2276 + 127)


def test_where_no_rate_is_known_the_tax_is_null_and_not_zero() -> None:
    chosen = cart(TWO_SHIRTS, selections=[(ROTTERDAM, STANDARD, 670)], country="US", currency="USD")

    quoted = quote(chosen, shop(PRICES, STOCK, rate=None, displays_tax=False, country="US", currency="USD"))

    assert (quoted.cost.tax, quoted.cost.total, quoted.cost.complete) == (None, 11980 + 670, False)
    assert quoted.lines[0].tax_amount is None


def test_an_empty_cart_costs_nothing_and_has_no_shipping() -> None:
    cost = quote(cart(), shop({}, {})).cost

    assert (cost.subtotal, cost.shipping, cost.tax, cost.total) == (0, None, 0, 0)


def test_a_group_has_its_options_with_prices_and_days() -> None:
    (group,) = quote(cart(TWO_SHIRTS), shop(PRICES, STOCK)).groups

    assert group.id == delivery_group_id(CART_ID, ROTTERDAM)
    assert (group.warehouse_id, group.warehouse_country_code) == (ROTTERDAM, "NL")
    assert group.pieces == ((SHIRT_LINE, 2),)
    assert group.selected_option is None
    standard, express = group.options
    assert (standard.id, standard.amount, standard.tax_amount) == (STANDARD, 670, 107)
    assert (express.id, express.amount) == (EXPRESS, 1610)
    assert standard.earliest == datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert standard.latest == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert standard.reasons == (EstimateReason.TRANSIT,)


def test_goods_in_two_places_make_two_groups_and_shipping_waits_for_both() -> None:
    stock = {SHIRT: {ROTTERDAM: 10}, LAMP: {OHIO: 5}}
    lines = (TWO_SHIRTS, (MUG_LINE, LAMP, 1, 100))
    prices = {SHIRT: 5990, LAMP: 100}

    one = quote(cart(*lines, selections=[(ROTTERDAM, STANDARD, 670)]), shop(prices, stock))
    both = quote(cart(*lines, selections=[(ROTTERDAM, STANDARD, 670), (OHIO, OVERSEAS, 1440)]), shop(prices, stock))

    assert [group.warehouse_id for group in one.groups] == [ROTTERDAM, OHIO]
    # Monday 09:00 UTC is before the cut-off hour in Ohio.
    overseas = one.groups[1].options[0]
    assert overseas.reasons == (EstimateReason.WEEKEND, EstimateReason.TRANSIT, EstimateReason.CUSTOMS)
    assert one.cost.shipping is None
    assert both.cost.shipping == 670 + 1440
    assert both.differences == ()


def test_without_an_address_there_are_no_groups() -> None:
    assert quote(cart(TWO_SHIRTS, address=False), shop(PRICES, STOCK)).groups == ()


def test_a_quote_is_at_the_prices_that_were_shown() -> None:
    shown = cart((SHIRT_LINE, SHIRT, 2, 5000), selections=[(ROTTERDAM, STANDARD, 600)])

    quoted = quote(shown, shop(PRICES, STOCK))

    assert (quoted.cost.subtotal, quoted.cost.shipping) == (10000, 600)
    assert quoted.groups[0].selected_option is not None
    assert quoted.groups[0].selected_option.amount == 600
    assert [(each.code, each.path) for each in quoted.differences] == [
        (WarningCode.PRICE_CHANGED, ("lines", CART_LINE_ID.encode(SHIRT_LINE))),
        (
            WarningCode.PRICE_CHANGED,
            ("deliveryGroups", DELIVERY_GROUP_ID.encode(delivery_group_id(CART_ID, ROTTERDAM))),
        ),
    ]


@pytest.mark.parametrize("available", [0, 1])
def test_missing_pieces_are_a_difference(available: int) -> None:
    quoted = quote(cart(TWO_SHIRTS), shop(PRICES, {SHIRT: {ROTTERDAM: available}}))

    (difference,) = quoted.differences
    assert (difference.code, difference.detail) == (StockErrorCode.INSUFFICIENT_STOCK, InsufficientStock(available))
    assert difference.path == ("lines", CART_LINE_ID.encode(SHIRT_LINE))
    assert quoted.cost.subtotal == 11980


def test_what_is_not_sold_any_more_is_a_difference() -> None:
    withdrawn = quote(cart(TWO_SHIRTS), shop(PRICES, STOCK, hidden=[SHIRT]))
    unpriced = quote(cart(TWO_SHIRTS), shop({}, STOCK))

    assert [each.code for each in withdrawn.differences] == [CartErrorCode.NOT_SOLD_HERE]
    assert [each.code for each in unpriced.differences] == [CartErrorCode.NOT_SOLD_HERE]


def test_a_chosen_option_that_is_gone_is_a_difference() -> None:
    gone = cart(TWO_SHIRTS, selections=[(ROTTERDAM, OVERSEAS, 670)])
    moved = cart(TWO_SHIRTS, selections=[(OHIO, OVERSEAS, 1440)])

    for contents in (gone, moved):
        quoted = quote(contents, shop(PRICES, STOCK))
        assert [each.code for each in quoted.differences] == [WarningCode.DELIVERY_SELECTION_DROPPED]
        assert quoted.cost.shipping is None


def test_an_ordered_cart_is_quoted_as_it_was_sold() -> None:
    sold = cart((SHIRT_LINE, SHIRT, 2, 5000), selections=[(ROTTERDAM, STANDARD, 670)], order_id=UUID(int=77))

    quoted = quote(sold, shop(PRICES, {SHIRT: {}}))

    assert (quoted.groups, quoted.differences) == ((), ())
    assert (quoted.cost.subtotal, quoted.cost.shipping, quoted.cost.total) == (10000, 670, 10670)


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 10**9)), max_size=5),
    st.sampled_from(currency_codes()),
    st.one_of(st.none(), st.integers(0, 30000).map(lambda rate: f"{Decimal(rate) / 100000}")),
    st.booleans(),
    st.booleans(),
)
def test_parts_add_up_in_every_currency(
    goods: list[tuple[int, int]], currency: str, rate: str | None, displays_tax: bool, with_delivery: bool
) -> None:
    variants = [UUID(int=1000 + number) for number in range(len(goods))]
    lines = [(variant, variant, quantity, amount) for variant, (quantity, amount) in zip(variants, goods, strict=True)]
    facts = shop(
        {variant: amount for variant, _, _, amount in lines},
        {variant: {ROTTERDAM: 999} for variant in variants},
        rate=rate,
        displays_tax=displays_tax,
        currency=currency,
        grams=0,
    )
    selections = [(ROTTERDAM, STANDARD, 490)] if with_delivery and lines else []

    shown = cart(*lines, selections=selections, currency=currency)
    quoted = quote(refresh(shown, Edit(shown), facts).contents, facts)

    cost = quoted.cost
    assert quoted.differences == ()
    assert cost.subtotal == sum(quantity * amount for quantity, amount in goods)
    assert cost.shipping == (490 if selections else None)
    assert cost.tax == (None if rate is None else _tax(quoted, rate, displays_tax))
    added = 0 if displays_tax else cost.tax or 0
    assert cost.total == cost.subtotal - cost.discount + (cost.shipping or 0) + added
    assert cost.complete is False


def _tax(quoted: CartQuote, rate: str | None, displays_tax: bool) -> int:
    """The same by another way: decimals, rounded once for each line and each delivery."""
    amounts = [line.total_amount for line in quoted.lines]
    amounts += [group.selected_option.amount for group in quoted.groups if group.selected_option]
    share = Decimal(rate or 0)

    def half_up(value: Decimal) -> int:
        return int(value.quantize(Decimal(1), ROUND_HALF_UP))

    if displays_tax:
        return sum(amount - half_up(amount / (1 + share)) for amount in amounts)
    return sum(half_up(amount * share) for amount in amounts)


def test_a_bundle_and_what_it_consists_of_share_a_shelf() -> None:
    """Three shirts in Rotterdam: two sets of a shirt and a mug leave one for the line of shirts."""
    facts = shop({LAMP: 9000, SHIRT: 5990}, {LAMP: {ROTTERDAM: 3}, SHIRT: {ROTTERDAM: 3}, MUG: {ROTTERDAM: 9}})
    sets = facts.articles[LAMP]._replace(components=((SHIRT, 1), (MUG, 1)))
    facts = replace(facts, articles={**facts.articles, LAMP: sets})

    enough = allocate_lines([LineFacts(LAMP_LINE, LAMP, 2, 9000), LineFacts(SHIRT_LINE, SHIRT, 1, 5990)], facts)
    short = allocate_lines([LineFacts(LAMP_LINE, LAMP, 2, 9000), LineFacts(SHIRT_LINE, SHIRT, 3, 5990)], facts)

    assert enough.missing == {}
    assert enough.groups == {ROTTERDAM: ((LAMP_LINE, 2), (SHIRT_LINE, 1))}
    assert short.missing == {SHIRT_LINE: 2}
    assert short.groups == {ROTTERDAM: ((LAMP_LINE, 2), (SHIRT_LINE, 1))}
