"""Bringing the prices of a cart up to date, and saying so."""

from dataclasses import replace

from app.carts.rules.contents import CartContents, LineFacts, SelectionFacts, ShopFacts
from app.carts.rules.edits import Edit
from app.carts.rules.groups import offered_amounts
from app.core.errors import Problem, WarningCode


def refresh(before: CartContents, edit: Edit, shop: ShopFacts) -> Edit:
    """The edited cart at the prices of this moment, with the warnings that this takes.

    A line that is not sold any more keeps its price: checkout refuses it until it is removed. A delivery that costs
    something else because it carries something else is no surprise, and not warned of.
    """
    contents = edit.contents
    warnings = list(edit.warnings)
    lines = tuple(_repriced(line, shop) for line in contents.lines)
    shown = {line.id: line.unit_amount for line in before.lines}
    moved = contents.cart.currency_code != shop.currency_code and bool(before.lines)
    price_changed = moved or any(shown.get(line.id, line.unit_amount) != line.unit_amount for line in lines)
    cart = contents.cart._replace(currency_code=shop.currency_code)
    repriced = replace(contents, cart=cart, lines=lines)
    same_goods = _goods(before) == _goods(repriced)
    offered = offered_amounts(repriced, shop)
    selections, dropped = [], False
    for selection in contents.selections:
        amount = offered.get(selection.warehouse_id, {}).get(selection.option_id)
        if amount is None:
            dropped = True
            continue
        price_changed = price_changed or (same_goods and amount != selection.amount)
        selections.append(SelectionFacts(selection.warehouse_id, selection.option_id, amount))
    if price_changed:
        warnings.append(Problem(WarningCode.PRICE_CHANGED))
    if dropped:
        warnings.append(Problem(WarningCode.DELIVERY_SELECTION_DROPPED))
    return Edit(replace(repriced, selections=tuple(selections)), tuple(warnings))


def _repriced(line: LineFacts, shop: ShopFacts) -> LineFacts:
    price = shop.price_of(line.variant_id)
    return line if price is None else line._replace(unit_amount=price)


def _goods(contents: CartContents) -> dict[object, int]:
    return {line.variant_id: line.quantity for line in contents.lines}
