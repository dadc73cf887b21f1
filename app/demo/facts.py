"""What a visitor of the demo shop can be pointed to."""

from dataclasses import dataclass
from typing import Final

from app.catalog import VARIANT_ID, Audience, product_by_slug, variants_of_products
from app.core.context import RequestContext
from app.core.paging import MAX_PAGE
from app.demo.notes import Notes
from app.inventory import available_quantities
from app.orders import order_token, orders_by_id

_PRODUCT: Final = "linen-shirt"
_ENOUGH: Final = 10
"""Pieces in one warehouse, so that a visitor can add some more."""


@dataclass(frozen=True)
class DemoFacts:
    """A product, one of its variants that is in stock, and an order that is on its way. Ids as clients see them."""

    product_slug: str
    variant_id: str
    order_token: str
    order_number: str
    order_email: str


async def demo_facts(ctx: RequestContext) -> DemoFacts | None:
    """Read from the database; None where this is no demo shop, or not a sandbox: the token opens an order."""
    if not ctx.settings.sandbox:
        return None
    order_id = (await Notes.read(ctx.db)).order_id
    order = await orders_by_id.first(ctx.db, ids=[order_id]) if order_id else None
    product = await product_by_slug(ctx.db, _PRODUCT, ctx.place.language_chain, Audience.of(ctx.place, ctx.now))
    if order is None or product is None:
        return None
    pages = await variants_of_products(ctx.db, [product.id], ctx.place.language_chain, MAX_PAGE)
    variants = [variant.id for variant in pages[product.id].items]
    available = await available_quantities(ctx.db, variants)
    plentiful = [variant for variant in variants if max(available[variant].values(), default=0) >= _ENOUGH]
    return DemoFacts(
        product_slug=product.slug,
        variant_id=VARIANT_ID.encode((plentiful or variants)[0]),
        order_token=order_token(order.id, ctx.settings.secret_key),
        order_number=order.number,
        order_email=order.email,
    )
