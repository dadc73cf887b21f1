"""Inputs of carts."""

import strawberry

from app.carts import (
    CART_LINE_ID,
    DELIVERY_GROUP_ID,
    DELIVERY_OPTION_ID,
    CartRef,
    Choice,
    LineChange,
    NewLine,
    WantedQuote,
)
from app.catalog import VARIANT_ID
from app.currencies import FX_QUOTE_ID
from schema.carts.addresses import AddressInput
from schema.core.scalars import CartToken

TOKEN = "The secret that opens the cart."  # noqa: S105 - a description, not a secret
FX_QUOTE = (
    "The id of the `fxQuote` of a price that was shown: the cart keeps its rate until it expires. Omitted: the rate of "
    "this moment."
)
VERSION = "The version of the cart that you saw. If it has changed since, the request is refused. Omitted: unchecked."


def wanted_quote(written: strawberry.ID | None) -> WantedQuote | None:
    """The exchange rate that is asked for; None: none is."""
    return WantedQuote(FX_QUOTE_ID.decode(written)) if isinstance(written, str) else None


@strawberry.input(description="Pieces to put into a cart.")
class CartLineInput:
    variant_id: strawberry.ID = strawberry.field(description="The variant.")
    quantity: int = strawberry.field(default=1, description="How many pieces more, 1 to 999.")

    def to_value(self) -> NewLine:
        return NewLine(VARIANT_ID.decode(self.variant_id), self.quantity)


@strawberry.input(description="A line's new quantity.")
class CartLineUpdateInput:
    line_id: strawberry.ID = strawberry.field(description="The line.")
    quantity: int = strawberry.field(description="How many pieces from now on, 1 to 999.")

    def to_value(self) -> LineChange:
        return LineChange(CART_LINE_ID.decode(self.line_id), self.quantity)


@strawberry.input(description="An option for a delivery group.")
class CartDeliverySelectionInput:
    group_id: strawberry.ID = strawberry.field(description="The delivery group.")
    option_id: strawberry.ID = strawberry.field(description="One of its options.")

    def to_value(self) -> Choice:
        return Choice(DELIVERY_GROUP_ID.decode(self.group_id), DELIVERY_OPTION_ID.decode(self.option_id))


@strawberry.input(description="A new cart.")
class CartCreateInput:
    lines: list[CartLineInput] | None = strawberry.field(
        default=strawberry.UNSET, description="What to put into it. Omitted: nothing yet."
    )
    fx_quote_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description=FX_QUOTE)


@strawberry.input(description="Which cart to change.")
class _CartChangeInput:
    token: CartToken = strawberry.field(description=TOKEN)
    version: int | None = strawberry.field(default=strawberry.UNSET, description=VERSION)

    def to_ref(self) -> CartRef:
        return CartRef(self.token, self.version if isinstance(self.version, int) else None)


@strawberry.input(description="Pieces to put into a cart.")
class CartLinesAddInput(_CartChangeInput):
    lines: list[CartLineInput] = strawberry.field(
        description="The pieces. What the cart has already of a variant grows; it never has two lines of one."
    )
    fx_quote_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"{FX_QUOTE} A rate between the same currencies that the cart keeps already stays.",
    )


@strawberry.input(description="New quantities of lines.")
class CartLinesUpdateInput(_CartChangeInput):
    lines: list[CartLineUpdateInput] = strawberry.field(description="The lines that change.")


@strawberry.input(description="Lines to take out of a cart.")
class CartLinesRemoveInput(_CartChangeInput):
    line_ids: list[strawberry.ID] = strawberry.field(description="The lines.")


@strawberry.input(description="Who buys, and where the goods go.")
class CartBuyerUpdateInput(_CartChangeInput):
    email: str | None = strawberry.field(
        default=strawberry.UNSET, description="The buyer's e-mail address. Null takes it away; omitted: it stays."
    )
    shipping_address: AddressInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where the goods go. Another country moves the cart to its market and currency. Null takes it "
        "away; omitted: it stays.",
    )
    vat_id: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The VAT id of the business that buys, such as `DE136695976`; without a prefix, it is of the "
        "country of delivery. Null takes it away; omitted: it stays.",
    )


@strawberry.input(description="How delivery groups are sent.")
class CartDeliverySelectInput(_CartChangeInput):
    selections: list[CartDeliverySelectionInput] = strawberry.field(
        description="One option for each group that changes."
    )
