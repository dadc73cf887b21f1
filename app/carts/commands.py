"""Use cases of carts. Each checks everything first: a refusal has changed nothing."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.carts import service
from app.carts.queries.shop import shop_facts, shop_facts_of
from app.carts.rules.addresses import Address, checked_address, checked_email
from app.carts.rules.buyer import KEEP, Buyer, Keep, country_not_served, update_buyer
from app.carts.rules.contents import CartContents, CartFacts, ShopFacts
from app.carts.rules.edits import (
    Choice,
    Edit,
    LineChange,
    NewLine,
    add_lines,
    remove_lines,
    select_delivery,
    update_lines,
)
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.ids import new_id
from app.core.secrets import new_secret
from app.markets import AtlasCache


@dataclass(frozen=True)
class CartChange:
    """A cart that was created or changed: the secret that opens it, and what differs from what was asked."""

    token: str
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class CartRef:
    """Which cart a change is meant for: its secret, and the version that the caller saw (None: whatever it is)."""

    token: str
    version: int | None = None


async def create(ctx: RequestContext, additions: Sequence[NewLine] = ()) -> CartChange:
    """A new cart in the country and the currency of the request, with these pieces in it."""
    place = ctx.place
    facts = CartFacts(
        id=new_id(),
        version=1,
        market_id=place.market_id,
        country_code=place.country_code,
        currency_code=place.currency_code,
        email=None,
        shipping_address=None,
        expires_at=ctx.now + service.LIFETIME,
        order_id=None,
    )
    empty = CartContents(facts, (), ())
    edit = add_lines(empty, additions, await shop_facts_of(ctx, empty, _variants(additions)))
    token = new_secret("cart")
    async with ctx.transaction() as session:
        await service.create_cart(session, edit.contents, token)
    return CartChange(token, edit.warnings)


async def add(ctx: RequestContext, cart: CartRef, additions: Sequence[NewLine]) -> CartChange:
    """Put pieces into the cart, at most as many as are in stock."""

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        shop = await shop_facts_of(ctx, contents, _variants(additions))
        return add_lines(contents, additions, shop), shop

    return await _change(ctx, cart, edit)


async def update(ctx: RequestContext, cart: CartRef, changes: Sequence[LineChange]) -> CartChange:
    """Set quantities of lines, at most what is in stock."""

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        shop = await shop_facts_of(ctx, contents)
        return update_lines(contents, changes, shop), shop

    return await _change(ctx, cart, edit)


async def remove(ctx: RequestContext, cart: CartRef, line_ids: Sequence[UUID | None]) -> CartChange:
    """Take lines out of the cart."""

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        return remove_lines(contents, line_ids), await shop_facts_of(ctx, contents)

    return await _change(ctx, cart, edit)


async def set_buyer(
    ctx: RequestContext,
    cart: CartRef,
    *,
    email: str | Keep | None = KEEP,
    shipping_address: Address | Keep | None = KEEP,
) -> CartChange:
    """Set who buys and where the goods go; None takes a part away, and what is kept stays.

    An address in another country moves the cart there: to its market, its currency and its prices, and drops the chosen
    delivery options. What is not sold there is refused.
    """
    buyer, problems = _checked(email, shipping_address)
    country = shipping_address.country_code if isinstance(shipping_address, Address) else None

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        if problems:
            raise Refusal(*problems)
        if country is None or country == contents.cart.country_code:
            shop = await shop_facts_of(ctx, contents)
            return update_buyer(contents, buyer, shop), shop
        atlas = await ctx.part(AtlasCache).get()
        market = atlas.market_of_country(country, atlas.channel(ctx.place.channel_code))
        if market is None:
            raise Refusal(country_not_served(country))
        shop = await shop_facts(ctx, market, country, [line.variant_id for line in contents.lines])
        return update_buyer(contents, buyer, shop), shop

    return await _change(ctx, cart, edit)


async def choose_delivery(ctx: RequestContext, cart: CartRef, choices: Sequence[Choice]) -> CartChange:
    """Choose delivery options for groups of the cart."""

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        shop = await shop_facts_of(ctx, contents)
        return select_delivery(contents, choices, shop), shop

    return await _change(ctx, cart, edit)


async def _change(
    ctx: RequestContext, cart: CartRef, edit: Callable[[CartContents], Awaitable[tuple[Edit, ShopFacts]]]
) -> CartChange:
    """Lock the cart, change it, and bring its prices up to date. What the shop says is read under the lock."""
    async with ctx.transaction() as session:
        locked = await service.lock_open_cart(session, cart.token, now=ctx.now, version=cart.version)
        edited, shop = await edit(locked.contents)
        warnings = await service.save(session, locked, edited, shop)
    return CartChange(cart.token, warnings)


def _variants(additions: Iterable[NewLine]) -> list[UUID]:
    return [addition.variant_id for addition in additions if addition.variant_id]


def _checked(email: str | Keep | None, address: Address | Keep | None) -> tuple[Buyer, list[Problem]]:
    """The buyer as the cart keeps it, and everything that is wrong with what was written, at once."""
    problems: list[Problem] = []
    kept_email, kept_address = email, None if address is None else KEEP
    try:
        kept_email = checked_email(email) if isinstance(email, str) else email
    except Refusal as refusal:
        problems += refusal.problems
    document = None
    try:
        document = checked_address(address).to_document() if isinstance(address, Address) else None
    except Refusal as refusal:
        problems += refusal.problems
    return Buyer(kept_email, document if isinstance(address, Address) else kept_address), problems
