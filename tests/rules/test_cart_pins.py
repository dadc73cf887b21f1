"""Prices by quantity, and exchange rates that a cart keeps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from app.carts.rules.contents import CartContents, DeliveryConversion, PinnedRate, SelectionFacts, ShopFacts
from app.carts.rules.edits import Edit, LineChange, NewLine, add_lines, remove_lines, update_lines
from app.carts.rules.pins import holding
from app.carts.rules.quote import quote
from app.carts.rules.refresh import refresh
from app.core.errors import WarningCode
from tests.support.cart_facts import (
    MUG,
    NOW,
    ROTTERDAM,
    SHIRT,
    SHIRT_LINE,
    STANDARD,
    cart,
    effective_rate,
    option,
    pinned_rate,
    shop,
)

STOCK = {SHIRT: {ROTTERDAM: 100}, MUG: {ROTTERDAM: 100}}
BY_QUANTITY = shop({SHIRT: {1: 5990, 10: 4990}}, STOCK)
OLD, NEW = effective_rate(48, "11.20"), effective_rate(1, "11.60")


def codes(edit: Edit) -> list[object]:
    return [warning.code for warning in edit.warnings]


def test_a_line_costs_what_its_quantity_costs() -> None:
    few = cart((SHIRT_LINE, SHIRT, 9, 5990))

    many = refresh(few, add_lines(few, [NewLine(SHIRT, 1)], BY_QUANTITY), BY_QUANTITY)
    again = refresh(many.contents, update_lines(many.contents, [LineChange(SHIRT_LINE, 9)], BY_QUANTITY), BY_QUANTITY)

    assert (many.contents.lines[0].unit_amount, codes(many)) == (4990, [])
    assert quote(many.contents, BY_QUANTITY).cost.subtotal == 49900
    assert (again.contents.lines[0].unit_amount, codes(again)) == (5990, [])
    assert quote(again.contents, BY_QUANTITY).differences == ()


def test_a_price_that_moved_is_told_although_the_quantity_did_too() -> None:
    """It was shown at 60.00: for nine pieces it is 59.90 now, so not the tier alone made ten of them cheaper."""
    shown = cart((SHIRT_LINE, SHIRT, 9, 6000))

    many = refresh(shown, add_lines(shown, [NewLine(SHIRT, 1)], BY_QUANTITY), BY_QUANTITY)

    assert (many.contents.lines[0].unit_amount, codes(many)) == (4990, [WarningCode.PRICE_CHANGED])


def _converted(rate_amount: int, now_by: object, pins: Sequence[PinnedRate] = (), **facts: object) -> ShopFacts:
    """A shop whose shirt is converted by the pinned rate, or by the one that can be pinned now."""
    rate = OLD if now_by is OLD else NEW
    priced = shop({SHIRT: rate_amount}, STOCK, currency="SEK", options=[SEK_OPTION], converted_by=rate)
    quotes = {("EUR", "SEK"): pinned_rate(rate)}
    return replace(priced, pinned=tuple(pins), fx_quotes=quotes, **facts)  # type: ignore[arg-type] # fields of the test


SEK_OPTION = option(STANDARD, "standard", ROTTERDAM, (2, 4, 0), 5900, 900, "SEK")


def _empty() -> CartContents:
    return cart(currency="SEK")


def test_the_first_converted_price_pins_its_rate() -> None:
    facts = _converted(67088, OLD)

    edit = refresh(_empty(), add_lines(_empty(), [NewLine(SHIRT, 1)], facts), facts)

    assert edit.contents.fx_quotes == (pinned_rate(OLD),)
    assert codes(edit) == []
    assert quote(edit.contents, facts).fx_quotes == (pinned_rate(OLD),)


def test_a_price_in_the_carts_own_currency_pins_nothing() -> None:
    facts = shop({SHIRT: 59900}, STOCK, currency="SEK", options=[SEK_OPTION])

    assert refresh(_empty(), add_lines(_empty(), [NewLine(SHIRT, 1)], facts), facts).contents.fx_quotes == ()


def test_a_pin_that_counts_is_neither_renewed_nor_dropped() -> None:
    pin = pinned_rate(OLD, timedelta(minutes=1))
    shown = cart((SHIRT_LINE, SHIRT, 1, 67088), currency="SEK", fx_quotes=[pin])
    facts = _converted(67088, OLD, [pin])

    more = refresh(shown, add_lines(shown, [NewLine(SHIRT, 1)], facts), facts)
    none_left = refresh(shown, remove_lines(shown, [SHIRT_LINE]), facts)

    assert holding(shown, "SEK", NOW) == (pin,)
    assert (more.contents.fx_quotes, codes(more)) == ((pin,), [])
    assert none_left.contents.fx_quotes == (pin,)
    assert quote(shown, facts).differences == ()


def test_a_pin_counts_up_to_and_without_its_end() -> None:
    ends_now = cart(currency="SEK", fx_quotes=[pinned_rate(OLD, timedelta())])
    other_currency = cart(currency="PLN", fx_quotes=[pinned_rate(OLD)])

    assert holding(ends_now, "SEK", NOW) == ()
    assert holding(other_currency, "PLN", NOW) == ()


def test_an_expired_rate_is_told_and_the_next_change_takes_the_present_one() -> None:
    shown = cart((SHIRT_LINE, SHIRT, 1, 67088), currency="SEK", fx_quotes=[pinned_rate(OLD, timedelta(seconds=-1))])
    facts = _converted(69484, NEW)

    differences = quote(shown, facts).differences
    changed = refresh(shown, Edit(shown), facts)

    assert [(each.code, each.path[0]) for each in differences] == [
        (WarningCode.FX_QUOTE_EXPIRED, "fxQuotes"),
        (WarningCode.PRICE_CHANGED, "lines"),
    ]
    assert differences[0].path == ("fxQuotes", "EUR/SEK")
    assert codes(changed) == [WarningCode.FX_QUOTE_EXPIRED, WarningCode.PRICE_CHANGED]
    assert changed.contents.fx_quotes == (pinned_rate(NEW),)
    assert changed.contents.lines[0].unit_amount == 69484
    assert quote(changed.contents, facts).differences == ()


def test_an_expired_rate_is_told_even_where_it_is_the_same_again() -> None:
    expired = pinned_rate(NEW, timedelta(seconds=-1))
    shown = cart((SHIRT_LINE, SHIRT, 1, 69484), currency="SEK", fx_quotes=[expired])
    facts = _converted(69484, NEW)

    changed = refresh(shown, Edit(shown), facts)

    assert [each.code for each in quote(shown, facts).differences] == [WarningCode.FX_QUOTE_EXPIRED]
    assert codes(changed) == [WarningCode.FX_QUOTE_EXPIRED]
    assert changed.contents != shown


def test_an_empty_cart_does_not_speak_of_rates() -> None:
    expired = cart(currency="SEK", fx_quotes=[pinned_rate(OLD, timedelta(seconds=-1))])
    facts = _converted(69484, NEW)

    assert quote(expired, facts).differences == ()
    assert codes(refresh(expired, Edit(expired), facts)) == []


def test_a_delivery_without_a_price_in_the_currency_is_converted_and_pins_the_rate() -> None:
    in_euro = option(STANDARD, "standard", ROTTERDAM, (2, 4, 0), 490, 90, "EUR")
    facts = shop({SHIRT: 59900}, STOCK, currency="SEK", options=[in_euro, SEK_OPTION._replace(id=MUG)])
    conversion = DeliveryConversion(("EUR", "SEK"), lambda amount: amount * 11)
    facts = replace(facts, conversion=conversion, fx_quotes={("EUR", "SEK"): pinned_rate(NEW)})
    shown = cart((SHIRT_LINE, SHIRT, 1, 59900), currency="SEK")

    changed = refresh(shown, Edit(shown), facts).contents
    (group,) = quote(changed, facts).groups
    chosen = refresh(
        changed, Edit(replace(changed, selections=(SelectionFacts(ROTTERDAM, STANDARD, 1),))), facts
    ).contents

    # One piece of 600 g: 4.90 + 0.90 = 5.80 euros, eleven times that in kronor; the other has a price in kronor.
    assert [each.amount for each in group.options] == [6380, 6800]
    assert changed.fx_quotes == (pinned_rate(NEW),)
    assert chosen.selections == (SelectionFacts(ROTTERDAM, STANDARD, 6380),)
