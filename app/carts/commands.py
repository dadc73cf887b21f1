"""Use cases of carts. Each checks everything first: a refusal has changed nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from app.carts import service
from app.carts.errors import CartErrorCode
from app.carts.queries.contents import contents_by_token
from app.carts.queries.shop import WantedQuote, shop_facts_after, shop_facts_of
from app.carts.rules.addresses import Address, checked_address, checked_email
from app.carts.rules.buyer import KEEP, Buyer, Keep, country_not_served, update_buyer, with_buyer
from app.carts.rules.contents import CartContents, CartFacts, ShopFacts
from app.carts.rules.edits import (
    Choice,
    Edit,
    LineChange,
    NewLine,
    add_lines,
    quantities_after_adding,
    quantities_after_update,
    remove_lines,
    select_delivery,
    update_lines,
)
from app.carts.rules.refresh import refresh
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, WarningCode
from app.core.ids import new_id
from app.core.secrets import new_secret
from app.markets import AtlasCache
from app.tax import VatIdCheck, VatIdStatus, check_vat_id

VAT_ID_PATH: Final = ("input", "vatId")


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


async def create(
    ctx: RequestContext, additions: Sequence[NewLine] = (), quote: WantedQuote | None = None
) -> CartChange:
    """A new cart in the country and the currency of the request, with these pieces in it, at the rate of the quote."""
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
        channel_code=place.channel_code,
        customer_group_code=place.customer_group_code,
    )
    empty = CartContents(facts, (), ())
    shop = await shop_facts_of(ctx, empty, quantities_after_adding(empty, additions), quote)
    edit = add_lines(empty, additions, shop)
    edit = refresh(empty, edit, await shop_facts_after(ctx, empty, edit.contents, shop))
    token = new_secret("cart")
    async with ctx.transaction() as session:
        await service.create_cart(session, edit.contents, token)
    return CartChange(token, edit.warnings)


async def add(
    ctx: RequestContext, cart: CartRef, additions: Sequence[NewLine], quote: WantedQuote | None = None
) -> CartChange:
    """Put pieces into the cart, at most as many as are in stock.

    The rate of the quote is pinned, unless the cart has pinned another one between the same currencies that still
    counts: one cart is priced by one rate.
    """

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        shop = await shop_facts_of(ctx, contents, quantities_after_adding(contents, additions), quote)
        return add_lines(contents, additions, shop), shop

    return await _change(ctx, cart, edit)


async def update(ctx: RequestContext, cart: CartRef, changes: Sequence[LineChange]) -> CartChange:
    """Set quantities of lines, at most what is in stock."""

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        shop = await shop_facts_of(ctx, contents, quantities_after_update(contents, changes))
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
    vat_id: str | Keep | None = KEEP,
) -> CartChange:
    """Set who buys and where the goods go; None takes a part away, and what is kept stays.

    An address in another country moves the cart there: to its market, its currency and its prices, and drops the chosen
    delivery options. What is not sold there is refused. A VAT id that the register confirms has the cart without tax,
    where the law has the buyer account for it; one that the register gives no answer about is kept, and warned of.
    """
    buyer, problems = _checked(email, shipping_address)
    country = shipping_address.country_code if isinstance(shipping_address, Address) else None
    warnings: tuple[Problem, ...] = ()
    if isinstance(vat_id, str) and not problems:
        checked = await _check_vat_id(ctx, cart.token, vat_id, country)
        buyer = replace(buyer, vat_id=str(checked.vat_id), is_vat_id_confirmed=checked.is_valid)
        if checked.is_retryable:
            warnings = (Problem(WarningCode.VAT_ID_NOT_CONFIRMED, VAT_ID_PATH, retryable=True),)
    elif vat_id is None:
        buyer = replace(buyer, vat_id=None)

    async def edit(contents: CartContents) -> tuple[Edit, ShopFacts]:
        if problems:
            raise Refusal(*problems)
        there = await _moved(ctx, contents, buyer, country)
        shop = await shop_facts_of(ctx, there)
        edited = update_buyer(contents, buyer, shop)
        return replace(edited, warnings=(*edited.warnings, *warnings)), shop

    return await _change(ctx, cart, edit)


async def _check_vat_id(ctx: RequestContext, token: str, text: str, country: str | None) -> VatIdCheck:
    """What is known of the VAT id. A register may be asked over the network: that is done before anything is locked,
    and for carts only that there are. Refused: what is no VAT id, and one that nobody has."""
    contents = await contents_by_token(ctx.db, token)
    if contents is None:
        raise Refusal(Problem(CartErrorCode.CART_NOT_FOUND, ("input", "token")))
    checked = await check_vat_id(ctx, text, country or contents.cart.country_code)
    if checked.status in (VatIdStatus.MALFORMED, VatIdStatus.INVALID):
        raise Refusal(Problem(CartErrorCode.INVALID_VAT_ID, VAT_ID_PATH))
    return checked


async def _moved(ctx: RequestContext, contents: CartContents, buyer: Buyer, country: str | None) -> CartContents:
    """The cart where it goes and as its buyer is. It stays in a currency that was chosen, where that is offered."""
    cart = contents.cart
    if country is not None and country != cart.country_code:
        atlas = await ctx.part(AtlasCache).get()
        market = atlas.market_of_country(country, atlas.channel(cart.channel_code))
        if market is None:
            raise Refusal(country_not_served(country))
        is_own = cart.currency_code == atlas.market_by_id(cart.market_id).currency_code
        stays = cart.currency_code in market.currency_codes and (market.id == cart.market_id or not is_own)
        cart = cart._replace(
            market_id=market.id,
            country_code=country,
            currency_code=cart.currency_code if stays else market.currency_code,
        )
    return replace(contents, cart=with_buyer(cart, buyer))


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
        shop = await shop_facts_after(ctx, locked.contents, edited.contents, shop)
        warnings = await service.save(session, locked, edited, shop)
    return CartChange(cart.token, warnings)


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
