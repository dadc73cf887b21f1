"""Inputs of prices themselves."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, VARIANT_ID
from app.pricing import PRICE_LIST_ID, Adjustment, WantedPrice
from schema.pricing.codes import BulkMode

NOTHING = UUID(int=0)
"""What a text that is no id stands for: it is the id of nothing."""


def in_utc(moment: datetime | None) -> datetime | None:
    """The moment as it is stored. Without an offset it is UTC; at the ends of the calendar the offset is left out."""
    if moment is None or moment is UNSET:
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


@strawberry.input(
    description="A price to set, whole, or to remove: of a variant in a list, from a quantity on, until further notice "
    "or (with `startsAt`) for a while. What is left out is not said: a price without `compareAt` has none."
)
class PriceInput:
    variant_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The variant, unless `sku` says it.")
    sku: str | None = strawberry.field(default=UNSET, description="The SKU of the variant.")
    price_list_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The price list, unless `priceListCode` says it."
    )
    price_list_code: str | None = strawberry.field(default=UNSET, description="The code of the price list.")
    min_quantity: int = strawberry.field(default=1, description="From how many pieces on one piece costs this.")
    amount: Decimal | None = strawberry.field(
        description="In major units of the list's currency, such as 59.90. Null removes the price."
    )
    compare_at: Decimal | None = strawberry.field(
        default=UNSET, description="What it is compared with, shown struck through: above `amount`."
    )
    starts_at: datetime | None = strawberry.field(
        default=UNSET,
        description="From when on, for a price that beats the usual one for a while. One that begins at the same "
        "moment already becomes this one.",
    )
    ends_at: datetime | None = strawberry.field(
        default=UNSET,
        description="The first moment at which it no longer holds; null for none. Without `startsAt` it begins now.",
    )

    def to_wanted(self) -> WantedPrice:
        """The row as the use case takes it."""
        return WantedPrice(
            amount=self.amount,
            compare_at=self.compare_at if isinstance(self.compare_at, Decimal) else None,
            variant_id=VARIANT_ID.decode(self.variant_id) if self.variant_id else None,
            sku=self.sku or None,
            price_list_id=PRICE_LIST_ID.decode(self.price_list_id) if self.price_list_id else None,
            price_list_code=self.price_list_code or None,
            min_quantity=self.min_quantity,
            starts_at=in_utc(self.starts_at),
            ends_at=in_utc(self.ends_at),
        )


@strawberry.input(description="Prices to set or to remove.")
class PricesSetInput:
    prices: list[PriceInput] = strawberry.field(description="The prices: at most 250.")
    mode: BulkMode = strawberry.field(
        default=BulkMode.ALL_OR_NOTHING, description="What becomes of the others where one is refused."
    )


@strawberry.input(one_of=True, description="By how much prices change.")
class PriceChangeInput:
    percent: Decimal | None = strawberry.field(
        default=UNSET, description="By this percentage: -10 is a tenth less. From -99 to 1000, at most 4 decimals."
    )
    amount: Decimal | None = strawberry.field(
        default=UNSET, description="By this amount, in major units of the list's currency; negative for less."
    )


@strawberry.input(one_of=True, description="Which products' prices change.")
class PricedThingInput:
    category_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Those of this category and all below it."
    )
    collection_id: strawberry.ID | None = strawberry.field(default=UNSET, description="Those of this collection.")
    brand_id: strawberry.ID | None = strawberry.field(default=UNSET, description="Those of this brand.")

    def to_id(self) -> UUID:
        """Of the one that is given."""
        for kind, given in (
            (CATEGORY_ID, self.category_id),
            (COLLECTION_ID, self.collection_id),
            (BRAND_ID, self.brand_id),
        ):
            if given:
                return kind.decode(given) or NOTHING
        return NOTHING


@strawberry.input(
    description="Prices of a list to raise or lower: those that hold until further notice, at every quantity."
)
class PricesAdjustInput:
    price_list_id: strawberry.ID = strawberry.field(description="The price list.")
    by: PriceChangeInput = strawberry.field(description="By how much.")
    of: PricedThingInput | None = strawberry.field(
        default=UNSET, description="Of which products, published or not; of all in the list if left out."
    )
    round: bool = strawberry.field(
        default=True, description="Whether the new amounts are rounded by the rule of the list's currency."
    )
    dry_run: bool = strawberry.field(
        default=False, description="Whether to tell what would come of it, and change nothing."
    )

    def to_adjustment(self) -> Adjustment:
        """As the use case takes it."""
        return Adjustment(
            price_list_id=PRICE_LIST_ID.decode(self.price_list_id),
            percent=self.by.percent if isinstance(self.by.percent, Decimal) else None,
            amount=self.by.amount if isinstance(self.by.amount, Decimal) else None,
            thing_id=self.of.to_id() if self.of else None,
            is_rounded=self.round,
        )
