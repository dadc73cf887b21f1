"""What a cart is worth as it stands."""

from collections.abc import Iterable, Sequence

from app.carts.errors import CartErrorCode
from app.carts.ids import CART_LINE_ID, DELIVERY_GROUP_ID, delivery_group_id
from app.carts.rules.contents import CartContents, LineFacts, ShopFacts
from app.carts.rules.groups import allocate_lines, offered_amounts, quote_groups
from app.carts.rules.tax import tax_of
from app.carts.values import CartCost, CartQuote, QuotedGroup, QuotedLine
from app.core.details import InsufficientStock
from app.core.errors import Problem, WarningCode
from app.inventory import StockErrorCode


def quote(contents: CartContents, shop: ShopFacts) -> CartQuote:
    """The cart at the prices that were shown, and what is no longer as it was shown.

    A cart that became an order is quoted as it was sold: without groups, which its own goods may have emptied.
    """
    cart = contents.cart
    lines = tuple(_quote_line(line, shop) for line in contents.lines)
    groups = quote_groups(contents, shop) if cart.order_id is None else ()
    return CartQuote(
        cart_id=cart.id,
        version=cart.version,
        country_code=cart.country_code,
        currency_code=cart.currency_code,
        market_id=cart.market_id,
        expires_at=cart.expires_at,
        order_id=cart.order_id,
        email=cart.email,
        shipping_address=cart.shipping_address,
        lines=lines,
        groups=groups,
        cost=_cost(contents, lines, groups, shop),
        differences=tuple(_differences(contents, shop)) if cart.order_id is None else (),
    )


def _quote_line(line: LineFacts, shop: ShopFacts) -> QuotedLine:
    article = shop.articles[line.variant_id]
    total = line.unit_amount * line.quantity
    return QuotedLine(
        id=line.id,
        variant_id=line.variant_id,
        product_id=article.product_id,
        sku=article.sku,
        names=article.names,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        total_amount=total,
        tax_rate=shop.tax_rate,
        tax_amount=tax_of(total, shop.tax_rate, included=shop.displays_tax),
        weight_grams=article.weight_grams,
        hs_code=article.hs_code,
        origin_country_code=article.origin_country_code,
    )


def _cost(
    contents: CartContents, lines: Sequence[QuotedLine], groups: Sequence[QuotedGroup], shop: ShopFacts
) -> CartCost:
    subtotal = sum(line.total_amount for line in lines)
    delivery = _chosen_amounts(contents, groups)
    shipping = sum(delivery) if delivery else None
    taxes = [line.tax_amount for line in lines]
    taxes += [tax_of(amount, shop.tax_rate, included=shop.displays_tax) for amount in delivery or ()]
    tax = None if shop.tax_rate is None else sum(amount for amount in taxes if amount is not None)
    duty = fees = due_on_delivery = None  # no rule for them yet, and unknown is not zero
    parts = (shipping, duty, fees, tax, due_on_delivery)
    return CartCost(
        tax_included=shop.displays_tax,
        complete=all(part is not None for part in parts),
        subtotal=subtotal,
        discount=0,
        shipping=shipping,
        duty=duty,
        fees=fees,
        tax=tax,
        total=subtotal + (shipping or 0) + (0 if shop.displays_tax else tax or 0),
        due_on_delivery=due_on_delivery,
    )


def _chosen_amounts(contents: CartContents, groups: Sequence[QuotedGroup]) -> list[int] | None:
    """What delivery costs, group by group; None until an option is chosen for each of them."""
    if contents.cart.order_id is not None:
        return [selection.amount for selection in contents.selections]
    chosen = [group.selected_option for group in groups]
    return [option.amount for option in chosen if option] if chosen and all(chosen) else None


def _differences(contents: CartContents, shop: ShopFacts) -> Iterable[Problem]:
    """What checkout must not sell without asking: the paths name the lines and groups of the cart."""
    for line in contents.lines:
        path = ("lines", CART_LINE_ID.encode(line.id))
        price = shop.price_of(line.variant_id)
        if price is None:
            yield Problem(CartErrorCode.NOT_SOLD_HERE, path, {"sku": shop.articles[line.variant_id].sku})
        elif price != line.unit_amount or shop.currency_code != contents.cart.currency_code:
            yield Problem(WarningCode.PRICE_CHANGED, path)
    yield from _shortages(contents, shop)
    offered = offered_amounts(contents, shop)
    for selection in contents.selections:
        amount = offered.get(selection.warehouse_id, {}).get(selection.option_id)
        path = ("deliveryGroups", DELIVERY_GROUP_ID.encode(delivery_group_id(contents.cart.id, selection.warehouse_id)))
        if amount is None:
            yield Problem(WarningCode.DELIVERY_SELECTION_DROPPED, path)
        elif amount != selection.amount:
            yield Problem(WarningCode.PRICE_CHANGED, path)


def _shortages(contents: CartContents, shop: ShopFacts) -> Iterable[Problem]:
    missing = allocate_lines(contents.lines, shop).missing
    for line in contents.lines:
        if line.id in missing:
            available = line.quantity - missing[line.id]
            yield Problem(
                StockErrorCode.INSUFFICIENT_STOCK,
                ("lines", CART_LINE_ID.encode(line.id)),
                {"available": available, "variant_id": line.variant_id},
                InsufficientStock(available),
            )
