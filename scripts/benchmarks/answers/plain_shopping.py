"""The answers of cart and checkout in plain dicts."""

from collections.abc import Mapping
from uuid import UUID

from app import carts, catalog
from app.carts import CART_ID, CART_LINE_ID, CartQuote, NewLine, QuotedLine, load_cart
from app.catalog import PRODUCT_ID, VARIANT_ID, ProductRow, VariantRow
from app.checkout import Completion, complete_checkout
from app.core.context import Place
from app.core.errors import WarningCode
from app.orders import ORDER_ID, order_token, orders_by_id
from app.payments import PAYMENT_METHOD_ID, payments_of_orders
from app.wiring import Runtime
from i18n import translate
from schema.core.cost import CostFacts
from scripts.benchmarks.answers.parts import Document, dumped, money, opened


def cost_fields(cost: CostFacts, currency_code: str, locale: str) -> Document:
    """`CostFields`."""

    def maybe(amount: int | None) -> Document | None:
        return None if amount is None else money(amount, currency_code, locale)

    return {
        "taxIncluded": cost.tax_included,
        "complete": cost.complete,
        "subtotal": maybe(cost.subtotal),
        "discount": maybe(cost.discount),
        "shipping": maybe(cost.shipping),
        "duty": maybe(cost.duty),
        "fees": maybe(cost.fees),
        "tax": maybe(cost.tax),
        "total": maybe(cost.total),
        "dueOnDelivery": maybe(cost.due_on_delivery),
    }


async def create_cart(runtime: Runtime, variables: Document) -> str:
    """`CartCreate`."""
    ctx = await opened(runtime, variables)
    change = await carts.create(ctx, [NewLine(VARIANT_ID.decode(variables["variant"]), 2)])
    quote = await load_cart(ctx, change.token)
    if quote is None:
        raise LookupError("the cart that was just made is not there")
    chain = ctx.place.language_chain
    variants = await catalog.variants_as_shown(ctx.db, [line.variant_id for line in quote.lines], chain)
    keys = list(dict.fromkeys(variant.product_id for variant in variants.values()))
    products = {row.id: row for row in await catalog.products_of_variants(ctx.db, keys, chain) if row}
    cart = {"token": change.token, **_basket(quote, variants, products, ctx.place)}
    return dumped({"cartCreate": {"cart": cart, "userErrors": [], "warnings": []}})


def _basket(
    quote: CartQuote, variants: Mapping[UUID, VariantRow], products: Mapping[UUID, ProductRow], place: Place
) -> Document:
    return {
        "id": CART_ID.encode(quote.cart_id),
        "version": quote.version,
        "lines": {
            "nodes": [_line(line, variants[line.variant_id], products[line.product_id], place) for line in quote.lines]
        },
        "cost": cost_fields(quote.cost, quote.currency_code, place.locale),
    }


def _line(line: QuotedLine, variant: VariantRow, product: ProductRow, place: Place) -> Document:
    return {
        "id": CART_LINE_ID.encode(line.id),
        "quantity": line.quantity,
        "variant": {
            "id": VARIANT_ID.encode(variant.id),
            "sku": variant.sku,
            "product": {"id": PRODUCT_ID.encode(product.id), "name": product.name},
        },
        "price": {"displayed": money(line.unit_amount, place.currency_code, place.locale)},
        "cost": {"total": money(line.total_amount, place.currency_code, place.locale)},
    }


async def complete(runtime: Runtime, variables: Document) -> str:
    """`Checkout`."""
    ctx = await opened(runtime, variables)
    completed = await complete_checkout(
        ctx,
        Completion(
            token=variables["token"],
            version=variables["version"],
            method_id=PAYMENT_METHOD_ID.decode(variables["method"]),
            return_url=variables["returnUrl"],
            idempotency_key=variables["key"],
        ),
    )
    order = await orders_by_id.first(ctx.db, ids=[completed.order_id])
    if order is None:
        raise LookupError(f"there is no order: {completed.problems}")
    payments = await payments_of_orders.all(ctx.db, order_ids=[order.id])
    shown = {
        "id": ORDER_ID.encode(order.id),
        "token": order_token(order.id, ctx.settings.secret_key),
        "number": order.number,
        "status": order.status.name,
        "cost": cost_fields(order.cost, order.currency_code, ctx.place.locale),
    }
    warnings = [
        {
            "code": code,
            "message": translate(f"{WarningCode.__name__}.{code}", ctx.place.language_chain),
            "path": None,
        }
        for code in order.warning_codes
    ]
    action = next((payment.next_action for payment in payments if payment.next_action), None)
    payload: Document = {"order": shown, "nextAction": action, "replayed": completed.replayed, "userErrors": []}
    return dumped({"checkoutComplete": {**payload, "warnings": warnings}})
