"""Bringing the prices of a cart up to date, and saying so."""

from dataclasses import replace

from app.carts.rules.contents import CartContents, LineFacts, SelectionFacts, ShopFacts
from app.carts.rules.edits import Edit
from app.carts.rules.groups import offered_amounts
from app.carts.rules.pins import expired, pinned_for
from app.carts.rules.regions import region_of
from app.carts.rules.tax import shown_tax
from app.core.errors import Problem, WarningCode


def refresh(before: CartContents, edit: Edit, shop: ShopFacts) -> Edit:
    """The edited cart at the prices of this moment, with the warnings that this takes.

    A line that is not sold any more keeps its price: checkout refuses it until it is removed. What costs something else
    because there is more or less of it is no surprise, and not warned of: a delivery by its weight, a line by its tier.
    """
    contents = edit.contents
    lines = tuple(_repriced(line, shop) for line in contents.lines)
    cart = contents.cart._replace(currency_code=shop.currency_code, tax_treatment=shop.treatment.treatment)
    repriced = replace(contents, cart=cart, lines=lines)
    same_goods = _goods(before) == _goods(repriced)
    offered = offered_amounts(repriced, shop)
    selections, dropped, delivery_changed = [], False, False
    for selection in contents.selections:
        amount = offered.get(selection.warehouse_id, {}).get(selection.option_id)
        if amount is None:
            dropped = True
            continue
        delivery_changed = delivery_changed or (same_goods and amount != selection.amount)
        selections.append(SelectionFacts(selection.warehouse_id, selection.option_id, amount))
    repriced = replace(repriced, selections=tuple(selections))
    repriced = replace(repriced, fx_quotes=pinned_for(repriced, shop))
    repriced = replace(repriced, cart=cart._replace(tax_amount=shown_tax(repriced, shop)))
    warnings = [*edit.warnings, *expired(before, shop.now)]
    if delivery_changed or _is_surprising(before, repriced, shop):
        warnings.append(Problem(WarningCode.PRICE_CHANGED))
    if dropped:
        warnings.append(Problem(WarningCode.DELIVERY_SELECTION_DROPPED))
    return Edit(repriced, tuple(warnings))


def _repriced(line: LineFacts, shop: ShopFacts) -> LineFacts:
    price = shop.price_of(line.variant_id, line.quantity)
    return line if price is None else line._replace(unit_amount=price.displayed)


def _is_surprising(before: CartContents, after: CartContents, shop: ShopFacts) -> bool:
    """Whether a price is another than the one that was shown, and the shopper did not make it so."""
    if before.lines and before.cart.currency_code != after.cart.currency_code:
        return True
    shown = {line.id: line for line in before.lines}
    if any(line.id in shown and _has_moved(shown[line.id], line, shop) for line in after.lines):
        return True
    is_there = (before.cart.country_code, region_of(before.cart.shipping_address), before.cart.tax_treatment) == (
        shop.country_code,
        shop.region_code,
        shop.treatment.treatment,
    )
    added_tax_moved = not shop.displays_tax and before.cart.tax_amount != shown_tax(before, shop)
    return bool(before.lines) and is_there and added_tax_moved


def _has_moved(was: LineFacts, line: LineFacts, shop: ShopFacts) -> bool:
    """Whether the line costs something else for another reason than how many pieces it has."""
    if was.unit_amount == line.unit_amount:
        return False
    price = shop.price_of(was.variant_id, was.quantity)
    return was.quantity == line.quantity or price is None or price.displayed != was.unit_amount


def _goods(contents: CartContents) -> dict[object, int]:
    return {line.variant_id: line.quantity for line in contents.lines}
