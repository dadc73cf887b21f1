"""Carts that are ready to be sold, by the thousand: a few made by the use cases of carts, the rest copied in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final
from uuid import UUID

import asyncpg

from app.carts import (
    Address,
    CartRef,
    Choice,
    NewLine,
    choose_delivery,
    create,
    delivery_offer_id,
    load_cart,
    set_buyer,
)
from app.core.context import RequestContext, Viewer
from app.core.ids import new_id
from app.core.secrets import hash_secret, new_secret
from app.markets import resolve_place
from app.wiring import Runtime
from scripts.benchmarks.failures import BenchError

COUNTRY_CODE: Final = "DE"
LANGUAGE_TAG: Final = "de"

_ADDRESS: Final = Address(
    country_code=COUNTRY_CODE,
    first_name="Ana",
    last_name="Keller",
    line1="Torstr. 1",
    city="Berlin",
    postal_code="10119",
    phone="+49 30 1234567",
)

_NEW: Final = "unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS new (model_id, id, token_hash)"
_COPY_CARTS: Final = f"""
    INSERT INTO cart (id, token_hash, version, market_id, country_code, currency_code, email, shipping_address,
        created_at, updated_at, expires_at)
    SELECT new.id, new.token_hash, version, market_id, country_code, currency_code, email, shipping_address,
        created_at, updated_at, expires_at
    FROM {_NEW} JOIN cart ON cart.id = new.model_id
"""
_COPY_LINES: Final = f"""
    INSERT INTO cart_line (id, cart_id, variant_id, quantity, unit_amount)
    SELECT uuidv7(), new.id, variant_id, quantity, unit_amount
    FROM {_NEW} JOIN cart_line ON cart_line.cart_id = new.model_id
"""
_COPY_SELECTIONS: Final = f"""
    INSERT INTO cart_delivery_selection (cart_id, warehouse_id, option_id, amount)
    SELECT new.id, warehouse_id, option_id, amount
    FROM {_NEW} JOIN cart_delivery_selection ON cart_delivery_selection.cart_id = new.model_id
"""


@dataclass(frozen=True)
class ModelCart:
    """A cart with an address and a chosen delivery, which others are copied from."""

    id: UUID
    version: int


@dataclass(frozen=True)
class PreparedCart:
    """What a client needs to complete a cart."""

    token: str
    version: int


async def make_models(runtime: Runtime, variant_ids: Sequence[UUID]) -> list[ModelCart]:
    """A cart for Berlin with two pieces of each variant."""
    place = resolve_place(await runtime.atlas.get(), COUNTRY_CODE, LANGUAGE_TAG, None)
    ctx = runtime.context(place, Viewer(), "bench")
    return [await _make_model(ctx, variant_id) for variant_id in variant_ids]


async def copy_carts(
    connection: "asyncpg.Connection[asyncpg.Record]", models: Sequence[ModelCart], count: int
) -> list[PreparedCart]:
    """So many carts, of each model in turn."""
    chosen = list(islice(cycle(models), count))
    tokens = [new_secret("cart") for _ in chosen]
    rows = ([model.id for model in chosen], [new_id() for _ in chosen], [hash_secret(token) for token in tokens])
    async with connection.transaction():
        for statement in (_COPY_CARTS, _COPY_LINES, _COPY_SELECTIONS):
            await connection.execute(statement, *rows)
    return [PreparedCart(token, model.version) for token, model in zip(tokens, chosen, strict=True)]


async def _make_model(ctx: RequestContext, variant_id: UUID) -> ModelCart:
    cart = CartRef((await create(ctx, [NewLine(variant_id, 2)])).token)
    await set_buyer(ctx, cart, email="ana@example.com", shipping_address=_ADDRESS)
    quote = await load_cart(ctx, cart.token)
    groups = quote.groups if quote else ()
    await choose_delivery(
        ctx, cart, [Choice(each.id, delivery_offer_id(each.id, each.options[0].id)) for each in groups]
    )
    quote = await load_cart(ctx, cart.token)
    if quote is None or quote.cost.shipping is None or quote.differences:
        raise BenchError(f"no complete cart could be made of the variant {variant_id}")
    return ModelCart(quote.cart_id, quote.version)
