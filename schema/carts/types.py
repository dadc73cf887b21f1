"""Types of carts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.carts import (
    CART_ID,
    CART_LINE_ID,
    DELIVERY_GROUP_ID,
    DELIVERY_OPTION_ID,
    CartQuote,
    QuotedGroup,
    QuotedLine,
    QuotedOption,
    delivery_offer_id,
)
from app.core.context import Place, RequestContext
from app.core.errors import WarningCode
from app.core.money import Money as MoneyValue
from app.core.paging import Page, page_size, read_cursor, write_cursor
from app.execution import batched
from app.tax import TaxTreatment
from schema.carts.addresses import Address
from schema.carts.fx_quotes import PinnedFxQuote
from schema.catalog.loading import load_variants_as_shown
from schema.catalog.types.variants import ProductVariant
from schema.core.codes import CountryCode, CurrencyCode, enumeration
from schema.core.connections import After, Connection, First
from schema.core.cost import Cost, LineCost
from schema.core.money import Money
from schema.core.payloads import MutationWarning
from schema.core.scalars import CartToken
from schema.core.texts import in_language
from schema.inventory.types import Warehouse
from schema.payments.types import PaymentOption, options_to_pay
from schema.pricing.types import Price
from schema.shipping.types import Carrier, DeliveryEstimate

enumeration(TaxTreatment)


@strawberry.type(description="A variant in a cart, and how many of it.")
class CartLine:
    id: strawberry.ID = strawberry.field(description="The line's id. It stays while the line is in the cart.")
    quantity: int = strawberry.field(description="How many pieces.")
    price: Price = strawberry.field(description="The price of one piece, as it was shown: it is what will be charged.")
    cost: LineCost = strawberry.field(description="What all pieces of the line cost.")
    key: strawberry.Private[UUID]
    variant_key: strawberry.Private[UUID]

    @batched(description="What it is.")
    @staticmethod
    async def variant(ctx: RequestContext, parents: Sequence["CartLine"]) -> Sequence[ProductVariant]:
        return [each for each in await load_variants_as_shown(ctx, [line.variant_key for line in parents]) if each]

    @classmethod
    def of(cls, line: QuotedLine, place: Place) -> Self:
        return cls(
            id=strawberry.ID(CART_LINE_ID.encode(line.id)),
            quantity=line.quantity,
            price=Price.of(line.price, place.currency_code, place.locale),
            cost=LineCost.of(line.total_amount, line.tax_amount, line.taxes, place.currency_code, place.locale),
            key=line.id,
            variant_key=line.variant_id,
        )


@strawberry.type(description="A way to send a delivery group, at what it costs and when it arrives.")
class DeliveryOption:
    id: strawberry.ID = strawberry.field(description="The id to select it by in this cart.")
    name: str = strawberry.field(description="Its name, in the request's language where it has one.")
    carrier: Carrier = strawberry.field(description="Who carries it.")
    price: Money = strawberry.field(
        description="What it costs, with tax where the cart's costs include it. Of a selected option: as it was shown."
    )
    estimate: DeliveryEstimate = strawberry.field(description="When it arrives, ordered now.")

    @classmethod
    def of(cls, group_id: UUID, option: QuotedOption, place: Place) -> Self:
        return cls(
            id=strawberry.ID(DELIVERY_OPTION_ID.encode(delivery_offer_id(group_id, option.id))),
            name=in_language(option.names, place.language_chain),
            carrier=Carrier.of(option.carrier_id, option.carrier_name),
            price=Money.of(MoneyValue(option.amount, place.currency_code), place.locale),
            estimate=DeliveryEstimate.of(option.earliest, option.latest, option.reasons),
        )


@strawberry.type(description="Pieces of a cart line that leave together with others.")
class DeliveryGroupLine:
    line: CartLine = strawberry.field(description="The line.")
    quantity: int = strawberry.field(description="How many of its pieces.")


@strawberry.type(description="The goods of a cart that leave from one warehouse.")
class DeliveryGroup:
    id: strawberry.ID = strawberry.field(description="The group's id. It stays while goods leave from the warehouse.")
    warehouse: Warehouse = strawberry.field(description="Where they leave from.")
    lines: list[DeliveryGroupLine] = strawberry.field(description="What leaves from there.", directives=[at_most(10)])
    options: list[DeliveryOption] = strawberry.field(
        description="The ways to send it, of which one is selected.", directives=[at_most(5)]
    )
    selected_option: DeliveryOption | None = strawberry.field(description="The selected way; null until one is.")

    @classmethod
    def of(cls, ctx: RequestContext, group: QuotedGroup, lines: dict[UUID, CartLine], place: Place) -> Self:
        options = {option.id: DeliveryOption.of(group.id, option, place) for option in group.options}
        return cls(
            id=strawberry.ID(DELIVERY_GROUP_ID.encode(group.id)),
            warehouse=Warehouse.of(ctx, group.warehouse_id, group.warehouse_names, group.warehouse_country_code),
            lines=[DeliveryGroupLine(line=lines[line_id], quantity=quantity) for line_id, quantity in group.pieces],
            options=list(options.values()),
            selected_option=options.get(group.selected_option_id) if group.selected_option_id else None,
        )


@strawberry.type(
    description="What a shopper means to buy. Its country and currency are its own; the language is the request's."
)
class Cart:
    id: strawberry.ID = strawberry.field(description="The cart's id. It opens nothing: the token does.")
    token: CartToken = strawberry.field(description="The secret that opens the cart. Keep it as you would a password.")
    version: int = strawberry.field(description="Rises by one with every change.")
    country_code: CountryCode = strawberry.field(
        description="The country of delivery: the request's when the cart was created, then the shipping address's."
    )
    currency_code: CurrencyCode = strawberry.field(description="The currency of its amounts.")
    email: str | None = strawberry.field(description="The buyer's e-mail address; null until it is known.")
    shipping_address: Address | None = strawberry.field(description="Where the goods go; null until it is known.")
    vat_id: str | None = strawberry.field(description="The VAT id of the business that buys; null: none was given.")
    tax_treatment: TaxTreatment = strawberry.field(description="Who charges the tax.")
    fx_quotes: list[PinnedFxQuote] = strawberry.field(
        description="The exchange rates that its converted prices were shown by: until they expire, these prices stay.",
        directives=[at_most(2)],
    )
    warnings: list[MutationWarning] = strawberry.field(
        description="What is no longer as it was shown, such as a price or an exchange rate. It is brought up to date "
        "by the next change, or by checkout, which refuses it until then.",
        directives=[at_most(5)],
    )
    expires_at: datetime = strawberry.field(description="When the cart is given up, unless it changes before.")
    cost: Cost = strawberry.field(description="What it costs, at the prices that were shown.")
    delivery_groups: list[DeliveryGroup] = strawberry.field(
        description="The goods by the warehouse that they leave from; empty until the shipping address is known, and "
        "once the cart is ordered.",
        directives=[at_most(3)],
    )
    all_lines: strawberry.Private[list[CartLine]]
    quote: strawberry.Private[CartQuote]

    @batched(description="What is in it, in the order in which it was put in.")
    @staticmethod
    async def lines(
        ctx: RequestContext, parents: Sequence["Cart"], first: First = 20, after: After = strawberry.UNSET
    ) -> Sequence[Connection[CartLine]]:
        size = page_size(first, ctx.settings.limit_page_size)
        return [_page(cart, size, after or None) for cart in parents]

    @batched(
        description="The ways to pay that the shop has, and whether the cart can be paid by them.", hints=[at_most(10)]
    )
    @staticmethod
    async def payment_options(ctx: RequestContext, parents: Sequence["Cart"]) -> Sequence[list[PaymentOption]]:
        return await options_to_pay(ctx, [(cart.country_code, cart.currency_code) for cart in parents])

    @classmethod
    def of(cls, ctx: RequestContext, quote: CartQuote, token: str) -> Self:
        place = replace(
            ctx.place,
            market_id=quote.market_id,
            country_code=quote.country_code,
            currency_code=quote.currency_code,
            displays_tax=quote.cost.tax_included,
        )
        lines = {line.id: CartLine.of(line, place) for line in quote.lines}
        return cls(
            id=strawberry.ID(CART_ID.encode(quote.cart_id)),
            token=CartToken(token),
            version=quote.version,
            country_code=quote.country_code,
            currency_code=quote.currency_code,
            email=quote.email,
            shipping_address=Address.of(quote.shipping_address) if quote.shipping_address else None,
            vat_id=quote.vat_id,
            tax_treatment=quote.tax_treatment,
            fx_quotes=[PinnedFxQuote.of(pin) for pin in quote.fx_quotes],
            warnings=MutationWarning.all_of(
                ctx, [each for each in quote.differences if isinstance(each.code, WarningCode)]
            ),
            expires_at=quote.expires_at,
            cost=Cost.of(quote.cost, quote.currency_code, place.locale),
            delivery_groups=[DeliveryGroup.of(ctx, group, lines, place) for group in quote.groups],
            all_lines=list(lines.values()),
            quote=quote,
        )


def is_given_up(quote: CartQuote, now: datetime) -> bool:
    """Whether the cart has expired. One that became an order never does."""
    return quote.order_id is None and quote.expires_at <= now


def _page(cart: Cart, size: int, after: str | None) -> Connection[CartLine]:
    lines = cart.all_lines
    if after:
        (key,) = read_cursor(after, cart.id, 1)
        lines = [line for line in lines if str(line.key) > str(key)]  # lines stand in the order of their keys
    page = Page(lines[:size], has_next=len(lines) > size)
    return Connection.of(page, lambda line: line, lambda line: write_cursor(cart.id, str(line.key)), after=after)
