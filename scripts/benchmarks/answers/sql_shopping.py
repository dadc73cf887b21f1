"""The answers of cart and checkout as a short sequence of statements in one transaction, of which the last answers.

It is what one would write who has no other clients, providers or failures to think of: no idempotency key, no attempt
that a worker could finish, the bank's books in the same transaction, and only the event that the shop listens to.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import asyncpg

from app.catalog import VARIANT_ID
from app.core.context import RequestContext
from app.core.ids import new_id
from app.core.secrets import hash_secret, new_secret
from app.orders import OrderConfirmed, order_token
from app.orders.rules import new_order_number
from app.payments import PAYMENT_METHOD_ID
from app.wiring import Runtime
from i18n import translate
from scripts.benchmarks.answers.parts import Document, opened

_RATE: Final = """
    SELECT rate FROM tax_rate WHERE country_code = {country} AND valid_from <= {now}
        AND (valid_to IS NULL OR valid_to > {now}) AND region_code IS NULL AND tax_class_code = 'standard'
"""

_NEW_CART: Final = """
INSERT INTO cart (id, token_hash, version, market_id, country_code, currency_code, created_at, updated_at, expires_at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $6, $7)
"""

_NEW_LINE: Final = """
INSERT INTO cart_line (id, cart_id, variant_id, quantity, unit_amount)
SELECT $1, $2, v.id, least($3, (SELECT sum(on_hand - reserved) FROM stock WHERE stock.variant_id = v.id)), price.amount
FROM product_variant v
JOIN product p ON p.id = v.product_id
JOIN product_publication shown ON shown.product_id = p.id AND shown.channel_code = 'default' AND shown.starts_at <= $4
    AND (shown.ends_at IS NULL OR shown.ends_at > $4) AND shown.market_windows IS NULL AND p.has_safety_data
JOIN price ON price.variant_id = v.id AND price.min_quantity = 1
        AND price.price_list_id = (
            SELECT id FROM price_list WHERE market_ids = ARRAY[$5::uuid] AND cardinality(group_codes) = 0)
WHERE v.id = $6 AND NOT v.is_discontinued
"""

_COST: Final = """json_build_object(
    'taxIncluded', true, 'complete', false, 'subtotal', bench.money({subtotal}), 'discount', bench.money(0),
    'shipping', {shipping}, 'duty', NULL, 'fees', NULL, 'tax', bench.money({tax}), 'total', bench.money({total}),
    'dueOnDelivery', NULL)"""

_SHOW_CART: Final = f"""
WITH tax AS ({_RATE.format(country="$3", now="$4::date")}), line AS (
    SELECT l.id, l.quantity, l.unit_amount, l.unit_amount * l.quantity AS total, v.id AS variant_id, v.sku,
        p.id AS product_id, coalesce((
            SELECT t.name FROM product_translation t WHERE t.product_id = p.id
            ORDER BY array_position($5, t.language_tag), t.language_tag LIMIT 1), p.slug) AS name
    FROM cart_line l JOIN product_variant v ON v.id = l.variant_id JOIN product p ON p.id = v.product_id
    WHERE l.cart_id = $1
), cost AS (
    SELECT sum(line.total)::bigint AS total,
        sum(line.total - round(line.total / (1 + tax.rate)))::bigint AS tax FROM line, tax
)
SELECT json_build_object('data', json_build_object('cartCreate', json_build_object(
    'cart', json_build_object('token', $2::text, 'id', bench.type_id('cart', cart.id), 'version', cart.version,
        'lines', (SELECT json_build_object('nodes', json_agg(json_build_object(
            'id', bench.type_id('cart_line', line.id), 'quantity', line.quantity,
            'variant', json_build_object('id', bench.type_id('variant', line.variant_id), 'sku', line.sku,
                'product', json_build_object('id', bench.type_id('product', line.product_id), 'name', line.name)),
            'price', json_build_object('displayed', bench.money(line.unit_amount)),
            'cost', json_build_object('total', bench.money(line.total))) ORDER BY line.id)) FROM line),
        'cost', {_COST.format(subtotal="cost.total", shipping="NULL", tax="cost.tax", total="cost.total")}),
    'userErrors', '[]'::json, 'warnings', '[]'::json)))
FROM cart, cost WHERE cart.id = $1
"""


async def create_cart(runtime: Runtime, variables: Document) -> str:
    """`CartCreate`."""
    ctx = await opened(runtime, variables)
    place = ctx.place
    cart_id, token = new_id(), new_secret("cart")
    async with _transaction(ctx) as statements:
        await statements.write(
            _NEW_CART,
            cart_id,
            hash_secret(token),
            place.market_id,
            place.country_code,
            place.currency_code,
            ctx.now,
            ctx.now + timedelta(days=30),
        )
        await statements.write(
            _NEW_LINE, new_id(), cart_id, 2, ctx.now, place.market_id, VARIANT_ID.decode(variables["variant"])
        )
        return await statements.answer(_SHOW_CART, cart_id, token, place.country_code, ctx.now, place.language_chain)


_HOLD_STOCK: Final = """
WITH locked AS (
    SELECT id FROM cart WHERE token_hash = $1 AND version = $2 AND order_id IS NULL AND expires_at > $3 FOR UPDATE
), held AS (
    UPDATE stock SET reserved = reserved + l.quantity
    FROM locked JOIN cart_line l ON l.cart_id = locked.id JOIN cart_delivery_selection s ON s.cart_id = locked.id
    WHERE stock.variant_id = l.variant_id AND stock.warehouse_id = s.warehouse_id
        AND stock.on_hand - stock.reserved >= l.quantity
    RETURNING stock.variant_id, stock.warehouse_id, l.quantity
)
INSERT INTO stock_reservation (id, reference_id, variant_id, warehouse_id, quantity, status, created_at)
SELECT uuidv7(), $4, variant_id, warehouse_id, quantity, 'HELD', $3 FROM held
"""

_PLACE: Final = f"""
WITH tax AS ({_RATE.format(country="'DE'", now="$6::date")}), sold AS (
    SELECT cart.*, s.amount AS shipping,
        (SELECT sum(unit_amount * quantity) FROM cart_line WHERE cart_id = cart.id) AS goods,
        (SELECT sum(unit_amount * quantity - round(unit_amount * quantity / (1 + tax.rate))) FROM cart_line, tax
            WHERE cart_id = cart.id) + (SELECT s.amount - round(s.amount / (1 + tax.rate)) FROM tax) AS tax_amount
    FROM cart JOIN cart_delivery_selection s ON s.cart_id = cart.id WHERE token_hash = $1
)
INSERT INTO "order" (id, number, token_hash, attempt_id, cart_id, status, version, market_id, country_code,
    currency_code, language_tag, email, shipping_address, tax_included, subtotal_amount, discount_amount,
    shipping_amount, tax_amount, total_amount, warning_codes, placed_at)
SELECT $2, $3, $4, $5, id, 'CONFIRMED', 1, market_id, country_code, currency_code, $7, email, shipping_address, true,
    goods, 0, shipping, tax_amount, goods + shipping, ARRAY['DUTIES_NOT_INCLUDED'], $6
FROM sold
"""

_COPY_LINES: Final = f"""
INSERT INTO order_line (id, order_id, position, variant_id, sku, names, quantity, unit_amount, total_amount, tax_rate,
    tax_amount, hs_code, origin_country_code, weight_grams)
SELECT l.id, $2, row_number() OVER (ORDER BY l.id) - 1, v.id, v.sku, (
        SELECT jsonb_object_agg(t.language_tag, concat_ws(', ', t.name, nullif(v.names ->> t.language_tag, '')))
        FROM product_translation t WHERE t.product_id = v.product_id),
    l.quantity, l.unit_amount, l.unit_amount * l.quantity, tax.rate,
    l.unit_amount * l.quantity - round(l.unit_amount * l.quantity / (1 + tax.rate)),
    v.hs_code, v.origin_country_code, v.weight_grams
FROM cart JOIN cart_line l ON l.cart_id = cart.id JOIN product_variant v ON v.id = l.variant_id,
    ({_RATE.format(country="'DE'", now="$3::date")}) tax
WHERE cart.token_hash = $1
"""

_COPY_DELIVERY: Final = f"""
WITH delivery AS (
    INSERT INTO order_delivery (id, order_id, warehouse_id, option_id, carrier_id, names, amount, tax_amount,
        earliest_at, latest_at, estimate_reasons)
    SELECT $4, $2, s.warehouse_id, s.option_id, o.carrier_id, o.names, s.amount,
        s.amount - round(s.amount / (1 + tax.rate)), $3::timestamptz + o.min_days * interval '1 day',
        $3::timestamptz + o.max_days * interval '1 day', ARRAY['TRANSIT']
    FROM cart JOIN cart_delivery_selection s ON s.cart_id = cart.id JOIN delivery_option o ON o.id = s.option_id,
        ({_RATE.format(country="'DE'", now="$3::date")}) tax
    WHERE cart.token_hash = $1
    RETURNING id
)
INSERT INTO order_allocation (delivery_id, order_line_id, quantity)
SELECT delivery.id, l.id, l.quantity
FROM delivery, cart JOIN cart_line l ON l.cart_id = cart.id WHERE cart.token_hash = $1
"""
"""The constraint between the two tables is checked at the end of the statement."""

_PAY: Final = """
WITH charge AS (
    INSERT INTO sandbox_charge (key, reference, method_code, amount, currency_code, return_url, status, created_at)
    SELECT $2, $3, 'sandbox-approve', total_amount, currency_code, $4, 'APPROVED', $5 FROM "order" WHERE id = $1
)
INSERT INTO payment (id, attempt_id, order_id, method_id, provider_code, provider_reference, status, amount,
    currency_code, created_at, updated_at)
SELECT $2, attempt_id, id, $6, 'sandbox', $3, 'AUTHORIZED', total_amount, currency_code, $5, $5
FROM "order" WHERE id = $1
"""

_TELL: Final = """
WITH event AS (
    INSERT INTO outbox_event (id, type, subject_id, payload, occurred_at)
    VALUES ($1, $4, $2, '{}', $3) RETURNING id
)
INSERT INTO pgqueuer (priority, entrypoint, payload, execute_after, status)
SELECT 0, 'events.relay', convert_to(json_build_object('event_id', id)::text, 'UTF8'), $3, 'queued' FROM event
"""

_CLOSE: Final = "UPDATE cart SET order_id = $2 WHERE token_hash = $1"

_COST_OF_ORDER: Final = _COST.format(
    subtotal="o.subtotal_amount", shipping="bench.money(o.shipping_amount)", tax="o.tax_amount", total="o.total_amount"
)
_SHOW_ORDER: Final = f"""
SELECT json_build_object('data', json_build_object('checkoutComplete', json_build_object(
    'order', json_build_object('id', bench.type_id('order', o.id), 'token', $2::text, 'number', o.number,
        'status', o.status, 'cost', {_COST_OF_ORDER}),
    'nextAction', NULL, 'replayed', false, 'userErrors', '[]'::json,
    'warnings', (SELECT json_agg(json_build_object('code', code, 'message', $3::text, 'path', NULL))
        FROM unnest(o.warning_codes) AS code))))
FROM "order" o WHERE o.id = $1
"""


async def complete(runtime: Runtime, variables: Document) -> str:
    """`Checkout`."""
    ctx = await opened(runtime, variables)
    cart, now = hash_secret(variables["token"]), ctx.now
    order_id, attempt_id, payment_id = new_id(), new_id(), new_id()
    token = order_token(order_id, ctx.settings.secret_key)
    warning = translate("WarningCode.DUTIES_NOT_INCLUDED", ctx.place.language_chain)
    method_id = PAYMENT_METHOD_ID.decode(variables["method"])
    place = (cart, order_id, new_order_number(), hash_secret(token), attempt_id, now, ctx.place.language_tag)
    async with _transaction(ctx) as statements:
        await statements.write(_HOLD_STOCK, cart, variables["version"], now, attempt_id)
        await statements.write(_PLACE, *place)
        await statements.write(_COPY_LINES, cart, order_id, now)
        await statements.write(_COPY_DELIVERY, cart, order_id, now, new_id())
        await statements.write(_PAY, order_id, payment_id, f"SBX-{uuid4().hex}", variables["returnUrl"], now, method_id)
        await statements.write(_TELL, new_id(), order_id, now, OrderConfirmed.type)
        await statements.write(_CLOSE, cart, order_id)
        return await statements.answer(_SHOW_ORDER, order_id, token, warning)


class _Statements:
    """Statements of one transaction on the bare driver, counted as the shop's own are."""

    def __init__(self, ctx: RequestContext, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._observers = ctx.db.observers
        self._connection = connection

    async def write(self, statement: str, *arguments: Any) -> None:
        """Run a statement that must write something: what cannot be sold as it stands ends the transaction."""
        self._observe(statement)
        if (await self._connection.execute(statement, *arguments)).endswith(" 0"):
            raise LookupError(f"nothing was written by {' '.join(statement.split())[:80]}")

    async def answer(self, statement: str, *arguments: Any) -> str:
        """Run the statement that builds the answer."""
        self._observe(statement)
        value: str = await self._connection.fetchval(statement, *arguments)
        return value

    def _observe(self, statement: str) -> None:
        for observe in self._observers:
            observe(statement)


@asynccontextmanager
async def _transaction(ctx: RequestContext) -> AsyncIterator[_Statements]:
    async with ctx.db.reads.acquire() as connection, connection.transaction():
        yield _Statements(ctx, connection)
