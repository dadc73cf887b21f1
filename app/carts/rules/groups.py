"""Which goods of a cart leave from where, by which options, for how much, until when."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

from app.carts.ids import delivery_group_id
from app.carts.rules.contents import CartContents, LineFacts, ShopFacts
from app.carts.rules.tax import delivery_tax
from app.carts.values import QuotedGroup, QuotedOption
from app.shipping import (
    Allocation,
    Demand,
    OptionFacts,
    Origin,
    Route,
    allocate,
    crosses_customs_border,
    estimate_delivery,
    parcel_grams,
)


def allocate_lines(lines: Sequence[LineFacts], shop: ShopFacts) -> Allocation:
    """From which warehouses the lines leave, of those that deliver to the country. No piece leaves twice."""
    days: dict[UUID, int] = {}
    for option in shop.options:
        days[option.warehouse_id] = min(option.max_days, days.get(option.warehouse_id, option.max_days))
    origins = [
        Origin(warehouse_id, shop.warehouses[warehouse_id].country_code, fastest, shop.warehouses[warehouse_id].code)
        for warehouse_id, fastest in days.items()
    ]
    available = {line.id: dict(shop.available.get(line.variant_id, {})) for line in lines}
    while True:
        demands = [Demand(line.id, line.quantity, available[line.id]) for line in lines]
        allocation = allocate(demands, origins, shop.country_code)
        overdrawn = _overdrawn(lines, allocation, shop)
        if overdrawn is None:
            return allocation
        line_id, warehouse_id, left = overdrawn
        available[line_id][warehouse_id] = left  # less than was taken, so this comes to an end


def _overdrawn(lines: Sequence[LineFacts], allocation: Allocation, shop: ShopFacts) -> tuple[UUID, UUID, int] | None:
    """The first line that takes pieces which a line before it takes already, from where, and how many it can have: a
    bundle and what it consists of stand on the same shelf."""
    if not any(shop.articles[line.variant_id].components for line in lines if line.variant_id in shop.articles):
        return None
    variants = {line.id: line.variant_id for line in lines}
    for warehouse_id, pieces in allocation.groups.items():
        left: dict[UUID, int] = {}
        for line_id, quantity in pieces:
            taken = shop.taken_by(variants[line_id])
            for variant_id, _ in taken:
                left.setdefault(variant_id, shop.available.get(variant_id, {}).get(warehouse_id, 0))
            possible = min(left[variant_id] // each for variant_id, each in taken)
            if possible < quantity:
                return line_id, warehouse_id, possible
            for variant_id, each in taken:
                left[variant_id] -= each * quantity
    return None


def offered_amounts(contents: CartContents, shop: ShopFacts) -> dict[UUID, dict[UUID, int]]:
    """`{warehouse: {option: what it costs now}}` for the groups of the cart; empty until its address is known."""
    if contents.cart.shipping_address is None:
        return {}
    return {
        warehouse_id: _amounts(contents.lines, pieces, _options_from(shop, warehouse_id), shop)
        for warehouse_id, pieces in allocate_lines(contents.lines, shop).groups.items()
    }


def quote_groups(contents: CartContents, shop: ShopFacts) -> tuple[QuotedGroup, ...]:
    """The delivery groups of the cart; empty until its address is known.

    A chosen option has the price that was shown, the others what they cost now.
    """
    if contents.cart.shipping_address is None:
        return ()
    chosen = {selection.warehouse_id: selection for selection in contents.selections}
    groups = []
    for warehouse_id, pieces in allocate_lines(contents.lines, shop).groups.items():
        options = _options_from(shop, warehouse_id)
        amounts = _amounts(contents.lines, pieces, options, shop)
        selection = chosen.get(warehouse_id)
        if selection and selection.option_id in amounts:
            amounts[selection.option_id] = selection.amount
        warehouse = shop.warehouses[warehouse_id]
        groups.append(
            QuotedGroup(
                id=delivery_group_id(contents.cart.id, warehouse_id),
                warehouse_id=warehouse_id,
                warehouse_names=warehouse.names,
                warehouse_country_code=warehouse.country_code,
                pieces=pieces,
                options=tuple(_quote_option(contents, option, amounts[option.id], shop) for option in options),
                selected_option_id=selection.option_id if selection and selection.option_id in amounts else None,
            )
        )
    return tuple(groups)


def _options_from(shop: ShopFacts, warehouse_id: UUID) -> list[OptionFacts]:
    return [option for option in shop.options if option.warehouse_id == warehouse_id]


def _amounts(
    lines: Sequence[LineFacts], pieces: Sequence[tuple[UUID, int]], options: Sequence[OptionFacts], shop: ShopFacts
) -> dict[UUID, int]:
    variants = {line.id: line.variant_id for line in lines}
    grams = parcel_grams((shop.articles[variants[line_id]].weight_grams, quantity) for line_id, quantity in pieces)
    return {option.id: shop.delivery_price(option, grams) for option in options}


def _quote_option(contents: CartContents, option: OptionFacts, amount: int, shop: ShopFacts) -> QuotedOption:
    warehouse = shop.warehouses[option.warehouse_id]
    route = Route(
        time_zone=warehouse.time_zone,
        cut_off_hour=warehouse.cut_off_hour,
        min_days=option.min_days,
        max_days=option.max_days,
        customs_days=option.customs_days,
        crosses_customs=crosses_customs_border(warehouse.country_code, shop.country_code),
    )
    estimate = estimate_delivery(shop.now, route)
    tax = delivery_tax(contents, shop, amount)
    return QuotedOption(
        id=option.id,
        code=option.code,
        carrier_id=option.carrier_id,
        carrier_name=option.carrier_name,
        names=option.names,
        amount=amount,
        tax_amount=tax.amount if tax else None,
        taxes=tax.parts if tax else (),
        earliest=_noon(estimate.earliest),
        latest=_noon(estimate.latest),
        reasons=estimate.reasons,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
