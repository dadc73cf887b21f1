"""Carts with everything that follows from them."""

from app.carts.queries.contents import contents_by_token
from app.carts.queries.shop import shop_facts_of
from app.carts.rules.contents import CartContents
from app.carts.rules.quote import quote
from app.carts.values import CartQuote
from app.core.context import RequestContext


async def quote_cart(ctx: RequestContext, contents: CartContents) -> CartQuote:
    """The cart at the prices that were shown, and in `differences` what the shop would say otherwise now."""
    return quote(contents, await shop_facts_of(ctx, contents))


async def load_cart(ctx: RequestContext, token: str) -> CartQuote | None:
    """The cart that the token opens, completed and expired ones too; None where it opens none."""
    contents = await contents_by_token(ctx.db, token)
    return None if contents is None else await quote_cart(ctx, contents)
