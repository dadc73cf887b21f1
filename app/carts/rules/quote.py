"""What a cart is worth as it stands."""

from collections.abc import Iterable, Sequence

from app.carts.errors import CartErrorCode
from app.carts.ids import CART_LINE_ID, DELIVERY_GROUP_ID, delivery_group_id
from app.carts.rules.contents import CartContents, LineFacts, ShopFacts
from app.carts.rules.groups import allocate_lines, offered_amounts, quote_groups
from app.carts.rules.pins import expired
from app.carts.rules.tax import AmountTax, delivery_tax, line_tax, shown_tax, sum_parts, total_tax
from app.carts.values import CartCost, CartQuote, QuotedGroup, QuotedLine
from app.core.details import InsufficientStock
from app.core.errors import Problem, WarningCode
from app.inventory import StockErrorCode
from app.pricing import PricedAmount
from app.tax import INTRA_COMMUNITY_SUPPLY, TaxTreatment


def quote(contents: CartContents, shop: ShopFacts) -> CartQuote:
    """The cart at the prices that were shown, and what is no longer as it was shown.

    A cart that became an order is quoted as it was sold: without groups, which its own goods may have emptied.
    """
    cart = contents.cart
    lines = tuple(_quote_line(contents, line, shop) for line in contents.lines)
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
        vat_id=cart.vat_id,
        tax_treatment=cart.tax_treatment,
        tax_note=INTRA_COMMUNITY_SUPPLY if cart.tax_treatment is TaxTreatment.REVERSE_CHARGE else None,
        fx_quotes=contents.fx_quotes,
        lines=lines,
        groups=groups,
        cost=_cost(contents, lines, groups, shop),
        differences=tuple(_differences(contents, shop)) if cart.order_id is None else (),
    )


def _quote_line(contents: CartContents, line: LineFacts, shop: ShopFacts) -> QuotedLine:
    article = shop.articles[line.variant_id]
    total = line.unit_amount * line.quantity
    tax = line_tax(contents, shop, line.variant_id, total)
    return QuotedLine(
        id=line.id,
        variant_id=line.variant_id,
        product_id=article.product_id,
        sku=article.sku,
        names=article.names,
        quantity=line.quantity,
        unit_amount=line.unit_amount,
        price=_price_of(contents, line, shop),
        total_amount=total,
        tax_rate=tax.rate if tax else None,
        tax_amount=tax.amount if tax else None,
        taxes=tax.parts if tax else (),
        weight_grams=article.weight_grams,
        hs_code=article.hs_code,
        origin_country_code=article.origin_country_code,
    )


def _price_of(contents: CartContents, line: LineFacts, shop: ShopFacts) -> PricedAmount:
    """The price of one piece as it was shown: the shop's own where that is still the same, else what is left of it."""
    now = shop.price_of(line.variant_id, line.quantity)
    is_the_same = contents.cart.tax_treatment is shop.treatment.treatment and not _is_elsewhere(contents, shop)
    if now and is_the_same and now.displayed == line.unit_amount:
        return now
    tax = line_tax(contents, shop, line.variant_id, line.unit_amount)
    return priced_alone(line.unit_amount, tax, tax_included=shop.displays_tax)


def priced_alone(amount: int, tax: AmountTax | None, *, tax_included: bool) -> PricedAmount:
    """A price of which nothing is known but what was shown, and its tax."""
    net = amount - tax.amount if tax and tax_included else amount
    return PricedAmount(
        displayed=amount,
        gross=net + tax.amount if tax else amount if tax_included else None,
        net=net if tax or not tax_included else None,
        tax=tax.amount if tax else None,
        rate=tax.rate if tax else None,
        taxes=tuple(tax.parts) if tax else (),
        regular=amount,
        compare_at=None,
        sale_id=None,
        effective_rate=None,
    )


def _cost(
    contents: CartContents, lines: Sequence[QuotedLine], groups: Sequence[QuotedGroup], shop: ShopFacts
) -> CartCost:
    subtotal = sum(line.total_amount for line in lines)
    delivery = _chosen_amounts(contents, groups)
    shipping = sum(delivery) if delivery else None
    taxes = [line_tax(contents, shop, line.variant_id, line.total_amount) for line in lines]
    taxes += [delivery_tax(contents, shop, amount) for amount in delivery or ()]
    tax = total_tax(contents, shop, taxes)
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
        taxes=() if tax is None else sum_parts(part for each in taxes if each for part in each.parts),
        total=subtotal + (shipping or 0) + (0 if shop.displays_tax else tax or 0),
        due_on_delivery=due_on_delivery,
    )


def _chosen_amounts(contents: CartContents, groups: Sequence[QuotedGroup]) -> list[int] | None:
    """What delivery costs, group by group; None until an option is chosen for each of them."""
    if contents.cart.order_id is not None:
        return [selection.amount for selection in contents.selections]
    chosen = [group.selected_option for group in groups]
    return [option.amount for option in chosen if option] if chosen and all(chosen) else None


def _is_elsewhere(contents: CartContents, shop: ShopFacts) -> bool:
    """Whether the cart was shown in a currency that its market does not offer any more."""
    return contents.cart.currency_code != shop.currency_code


def _is_taxed_otherwise(contents: CartContents, shop: ShopFacts) -> bool:
    """Whether somebody else charges the tax now, or the tax that is added to what was shown is another."""
    if contents.cart.tax_treatment is not shop.treatment.treatment:
        return True
    return not shop.displays_tax and contents.cart.tax_amount != shown_tax(contents, shop)


def _differences(contents: CartContents, shop: ShopFacts) -> Iterable[Problem]:
    """What checkout must not sell without asking: the paths name the lines and groups of the cart."""
    yield from expired(contents, shop.now)
    for line in contents.lines:
        path = ("lines", CART_LINE_ID.encode(line.id))
        price = shop.price_of(line.variant_id, line.quantity)
        if price is None:
            yield Problem(CartErrorCode.NOT_SOLD_HERE, path, {"sku": shop.articles[line.variant_id].sku})
        elif price.displayed != line.unit_amount or _is_elsewhere(contents, shop):
            yield Problem(WarningCode.PRICE_CHANGED, path)
    if contents.lines and _is_taxed_otherwise(contents, shop):
        yield Problem(WarningCode.PRICE_CHANGED, ("cost", "tax"))
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
