"""What changes make of a cart, and what they refuse."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.carts.errors import CartErrorCode
from app.carts.ids import delivery_group_id, delivery_offer_id
from app.carts.rules.buyer import Buyer, update_buyer
from app.carts.rules.contents import CartContents, LineFacts, SelectionFacts
from app.carts.rules.edits import (
    Choice,
    Edit,
    LineChange,
    NewLine,
    add_lines,
    remove_lines,
    select_delivery,
    update_lines,
)
from app.carts.rules.refresh import refresh
from app.core.details import InsufficientStock
from app.core.errors import Problem, Refusal, WarningCode
from tests.support.cart_facts import (
    CART_ID,
    EXPRESS,
    LAMP,
    MUG,
    MUG_LINE,
    OHIO,
    OTHER_MARKET,
    OVERSEAS,
    ROTTERDAM,
    SHIRT,
    SHIRT_LINE,
    STANDARD,
    cart,
    shop,
)

SHOP = shop({SHIRT: 5990, MUG: 599, LAMP: 100}, {SHIRT: {ROTTERDAM: 10}, MUG: {ROTTERDAM: 5, OHIO: 5}, LAMP: {}})
TWO_SHIRTS = (SHIRT_LINE, SHIRT, 2, 5990)
GROUP = delivery_group_id(CART_ID, ROTTERDAM)


def problems_of(refusal: pytest.ExceptionInfo[Refusal]) -> list[tuple[object, tuple[str, ...], object]]:
    return [(problem.code, problem.path, problem.detail) for problem in refusal.value.problems]


def quantities(contents: CartContents) -> dict[UUID, int]:
    return {line.variant_id: line.quantity for line in contents.lines}


def test_a_variant_has_one_line() -> None:
    before = cart(TWO_SHIRTS)
    edit = add_lines(before, [NewLine(SHIRT, 1), NewLine(MUG, 2), NewLine(MUG, 3), NewLine(SHIRT, 4)], SHOP)
    edit = refresh(before, edit, SHOP)

    assert quantities(edit.contents) == {SHIRT: 7, MUG: 5}
    assert edit.contents.lines[0].id == SHIRT_LINE
    assert edit.contents.lines[1].unit_amount == 599
    assert edit.warnings == ()


def test_lines_keep_the_order_in_which_they_were_added() -> None:
    many = {UUID(int=1000 + number): 100 for number in range(50)}
    facts = shop(many, {variant: {ROTTERDAM: 9} for variant in many})

    edit = add_lines(cart(), [NewLine(variant, 1) for variant in many], facts)

    assert [line.variant_id for line in edit.contents.lines] == list(many)
    assert sorted(edit.contents.lines) == list(edit.contents.lines)


def test_more_than_there_is_becomes_what_there_is() -> None:
    added = add_lines(cart(TWO_SHIRTS), [NewLine(SHIRT, 9)], SHOP)
    set_to = update_lines(cart(TWO_SHIRTS), [LineChange(SHIRT_LINE, 11)], SHOP)

    warning = Problem(WarningCode.QUANTITY_REDUCED, ("input", "lines", "0", "quantity"), {"available": 10})
    assert (quantities(added.contents), added.warnings) == ({SHIRT: 10}, (warning,))
    assert (quantities(set_to.contents), set_to.warnings) == ({SHIRT: 10}, (warning,))


@pytest.mark.parametrize("quantity", [0, -1, 1000, 10**9])
def test_quantities_that_are_none(quantity: int) -> None:
    path = ("input", "lines", "0", "quantity")
    with pytest.raises(Refusal) as added:
        add_lines(cart(TWO_SHIRTS), [NewLine(SHIRT, quantity)], SHOP)
    with pytest.raises(Refusal) as updated:
        update_lines(cart(TWO_SHIRTS), [LineChange(SHIRT_LINE, quantity)], SHOP)

    assert problems_of(added) == problems_of(updated) == [(CartErrorCode.INVALID_QUANTITY, path, None)]


def test_the_sum_of_a_line_is_limited_too() -> None:
    plenty = shop({SHIRT: 1}, {SHIRT: {ROTTERDAM: 5000}})
    with pytest.raises(Refusal) as refusal:
        add_lines(cart((SHIRT_LINE, SHIRT, 998, 1)), [NewLine(SHIRT, 2)], plenty)

    assert problems_of(refusal) == [(CartErrorCode.INVALID_QUANTITY, ("input", "lines", "0", "quantity"), None)]


def test_every_wrong_line_is_named() -> None:
    without_price = replace(SHOP, prices={MUG: SHOP.prices[MUG], LAMP: SHOP.prices[LAMP]})
    with pytest.raises(Refusal) as refusal:
        add_lines(
            cart(),
            [NewLine(None, 1), NewLine(UUID(int=5), 1), NewLine(SHIRT, 1), NewLine(LAMP, 1), NewLine(MUG, 1)],
            without_price,
        )

    def at(index: int, field: str) -> tuple[str, ...]:
        return ("input", "lines", str(index), field)

    assert problems_of(refusal) == [
        (CartErrorCode.VARIANT_NOT_FOUND, at(0, "variantId"), None),
        (CartErrorCode.VARIANT_NOT_FOUND, at(1, "variantId"), None),
        (CartErrorCode.NOT_SOLD_HERE, at(2, "variantId"), None),
        (CartErrorCode.OUT_OF_STOCK, at(3, "quantity"), InsufficientStock(0)),
    ]


def test_what_shoppers_cannot_see_does_not_exist() -> None:
    with pytest.raises(Refusal) as refusal:
        add_lines(cart(), [NewLine(SHIRT, 1)], shop({SHIRT: 1}, {SHIRT: {ROTTERDAM: 1}}, hidden=[SHIRT]))

    assert problems_of(refusal) == [(CartErrorCode.VARIANT_NOT_FOUND, ("input", "lines", "0", "variantId"), None)]


def test_stock_that_cannot_be_delivered_to_the_country_is_none() -> None:
    with pytest.raises(Refusal) as refusal:
        add_lines(cart(), [NewLine(SHIRT, 1)], shop({SHIRT: 1}, {SHIRT: {OHIO: 9}}, options=SHOP.options[:2]))

    assert problems_of(refusal) == [
        (CartErrorCode.OUT_OF_STOCK, ("input", "lines", "0", "quantity"), InsufficientStock(0))
    ]


def test_a_cart_holds_a_hundred_lines() -> None:
    many = {UUID(int=1000 + number): 100 for number in range(101)}
    facts = shop(many, {variant: {ROTTERDAM: 9} for variant in many})
    full = add_lines(cart(), [NewLine(variant, 1) for variant in list(many)[:100]], facts).contents

    assert len(full.lines) == 100
    with pytest.raises(Refusal) as refusal:
        add_lines(full, [NewLine(list(many)[100], 1)], facts)
    assert problems_of(refusal) == [(CartErrorCode.TOO_MANY_LINES, ("input", "lines"), None)]


def test_lines_of_another_cart_are_not_found() -> None:
    with pytest.raises(Refusal) as updated:
        update_lines(cart(TWO_SHIRTS), [LineChange(SHIRT_LINE, 1), LineChange(MUG_LINE, 1), LineChange(None, 1)], SHOP)
    with pytest.raises(Refusal) as removed:
        remove_lines(cart(TWO_SHIRTS), [SHIRT_LINE, MUG_LINE])

    assert problems_of(updated) == [
        (CartErrorCode.LINE_NOT_FOUND, ("input", "lines", "1", "lineId"), None),
        (CartErrorCode.LINE_NOT_FOUND, ("input", "lines", "2", "lineId"), None),
    ]
    assert problems_of(removed) == [(CartErrorCode.LINE_NOT_FOUND, ("input", "lineIds", "1"), None)]


def test_a_delivery_is_chosen_at_what_it_costs_now() -> None:
    edit = select_delivery(cart(TWO_SHIRTS), [Choice(GROUP, delivery_offer_id(GROUP, EXPRESS))], SHOP)

    assert edit.contents.selections == (SelectionFacts(ROTTERDAM, EXPRESS, 1190 + 2 * 210),)
    assert edit.warnings == ()


def test_the_same_delivery_again_changes_nothing() -> None:
    chosen = cart(TWO_SHIRTS, selections=[(ROTTERDAM, STANDARD, 670)])

    edit = select_delivery(chosen, [Choice(GROUP, delivery_offer_id(GROUP, STANDARD))], SHOP)

    assert edit == Edit(chosen, (Problem(WarningCode.ALREADY_SELECTED, ("input", "selections", "0")),))


def test_deliveries_that_are_not_offered() -> None:
    other_group = delivery_group_id(UUID(int=66), ROTTERDAM)
    choices = [
        Choice(other_group, delivery_offer_id(other_group, STANDARD)),
        Choice(None, None),
        Choice(GROUP, delivery_offer_id(GROUP, OVERSEAS)),
        Choice(GROUP, STANDARD),
        Choice(GROUP, None),
    ]
    with pytest.raises(Refusal) as refusal:
        select_delivery(cart(TWO_SHIRTS), choices, SHOP)
    with pytest.raises(Refusal) as too_early:
        select_delivery(cart(TWO_SHIRTS, address=False), choices[2:3], SHOP)

    group, option = CartErrorCode.DELIVERY_GROUP_NOT_FOUND, CartErrorCode.DELIVERY_OPTION_NOT_FOUND
    assert problems_of(refusal) == [
        (group, ("input", "selections", "0", "groupId"), None),
        (group, ("input", "selections", "1", "groupId"), None),
        (option, ("input", "selections", "2", "optionId"), None),
        (option, ("input", "selections", "3", "optionId"), None),
        (option, ("input", "selections", "4", "optionId"), None),
    ]
    assert problems_of(too_early) == [(group, ("input", "selections", "0", "groupId"), None)]


US = shop({SHIRT: 6400, MUG: 640}, {SHIRT: {OHIO: 1}}, country="US", currency="USD", market=OTHER_MARKET, rate=None)
TO_THE_US = Buyer(shipping_address={"country_code": "US"})


def test_a_cart_moves_with_its_address() -> None:
    before = cart(TWO_SHIRTS, selections=[(ROTTERDAM, STANDARD, 670)])

    moved = refresh(before, update_buyer(before, TO_THE_US, US), US)

    assert moved.contents.cart[2:5] == (OTHER_MARKET, "US", "USD")
    assert moved.contents.cart.shipping_address == {"country_code": "US"}
    assert moved.contents.lines == (LineFacts(SHIRT_LINE, SHIRT, 1, 6400),)
    assert moved.contents.selections == ()
    assert [warning.code for warning in moved.warnings] == [
        WarningCode.DELIVERY_SELECTION_DROPPED,
        WarningCode.QUANTITY_REDUCED,
        WarningCode.PRICE_CHANGED,
    ]


def test_a_move_is_told_even_where_the_numbers_are_the_same() -> None:
    before = cart((SHIRT_LINE, SHIRT, 1, 6400))

    moved = refresh(before, update_buyer(before, TO_THE_US, US), US)

    assert [warning.code for warning in moved.warnings] == [WarningCode.PRICE_CHANGED]


def test_a_cart_does_not_move_where_its_goods_are_not_sold() -> None:
    nowhere = shop({MUG: 640}, {SHIRT: {OHIO: 9}}, country="US", currency="USD", market=OTHER_MARKET)
    with pytest.raises(Refusal) as refusal:
        update_buyer(cart(TWO_SHIRTS), TO_THE_US, nowhere)

    assert problems_of(refusal) == [(CartErrorCode.NOT_SOLD_HERE, ("input", "shippingAddress", "countryCode"), None)]


def test_a_country_without_options_is_not_served() -> None:
    with pytest.raises(Refusal) as refusal:
        update_buyer(cart(), Buyer(shipping_address={"country_code": "DE"}), shop({}, {}, options=[]))

    assert problems_of(refusal) == [
        (CartErrorCode.COUNTRY_NOT_SERVED, ("input", "shippingAddress", "countryCode"), None)
    ]


def test_a_buyer_keeps_what_is_not_set_and_loses_what_is_null() -> None:
    known = cart(TWO_SHIRTS)
    known = replace(known, cart=known.cart._replace(email="ana@example.com"))

    kept = update_buyer(known, Buyer(shipping_address={"country_code": "DE", "city": "Berlin"}), SHOP).contents.cart
    gone = update_buyer(known, Buyer(email=None, shipping_address=None), SHOP).contents.cart

    assert (kept.email, kept.shipping_address) == ("ana@example.com", {"country_code": "DE", "city": "Berlin"})
    assert (gone.email, gone.shipping_address) == (None, None)


def test_prices_are_brought_up_to_date_and_told() -> None:
    before = cart((SHIRT_LINE, SHIRT, 2, 5000), selections=[(ROTTERDAM, STANDARD, 600)])

    after = refresh(before, Edit(before), SHOP)

    assert after.contents.lines[0].unit_amount == 5990
    assert after.contents.selections == (SelectionFacts(ROTTERDAM, STANDARD, 670),)
    assert [warning.code for warning in after.warnings] == [WarningCode.PRICE_CHANGED]


def test_a_delivery_that_carries_more_costs_more_and_surprises_nobody() -> None:
    before = cart(TWO_SHIRTS, selections=[(ROTTERDAM, STANDARD, 670)])

    after = refresh(before, add_lines(before, [NewLine(SHIRT, 3)], SHOP), SHOP)

    assert after.contents.selections == (SelectionFacts(ROTTERDAM, STANDARD, 490 + 3 * 90),)
    assert after.warnings == ()


def test_a_delivery_that_has_nothing_to_carry_is_dropped() -> None:
    before = cart(TWO_SHIRTS, selections=[(ROTTERDAM, STANDARD, 670)])

    after = refresh(before, remove_lines(before, [SHIRT_LINE]), SHOP)

    assert after.contents.selections == ()
    assert [warning.code for warning in after.warnings] == [WarningCode.DELIVERY_SELECTION_DROPPED]


def test_an_up_to_date_cart_stays_as_it_is() -> None:
    # 19 % in 119.80, 5.99 and 6.70: 19.13 + 0.96 + 1.07.
    delivered = [(ROTTERDAM, STANDARD, 670)]
    before = cart(TWO_SHIRTS, (MUG_LINE, MUG, 1, 599), selections=delivered, tax_amount=1913 + 96 + 107)

    assert refresh(before, Edit(before), SHOP) == Edit(before)


@given(st.lists(st.tuples(st.sampled_from([SHIRT, MUG]), st.integers(1, 4)), max_size=6))
def test_pieces_are_never_lost_below_what_is_in_stock(additions: list[tuple[UUID, int]]) -> None:
    contents = cart()
    for variant, quantity in additions:
        contents = add_lines(contents, [NewLine(variant, quantity)], SHOP).contents

    at_once = add_lines(cart(), [NewLine(*addition) for addition in additions], SHOP).contents
    asked = {variant: sum(count for each, count in additions if each == variant) for variant, _ in additions}
    assert quantities(contents) == {variant: min(10, total) for variant, total in asked.items()}
    assert quantities(at_once) == quantities(contents)
