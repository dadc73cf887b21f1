"""Inputs of publications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import strawberry
from strawberry import UNSET

from app.catalog import PRODUCT_ID
from app.catalog.commands.products import PublicationWish
from app.catalog.rules.drafts import Target, Window
from schema.catalog.writing.codes import BulkMode, SafetyPolicy

_PRODUCT: Final = "The product."
_VERSION: Final = "The version of it that you read; another one is refused."
_SAFETY: Final = (
    "What becomes of markets with countries of the European Economic Area for a product without safety data."
)
_MODE: Final = "What becomes of the others where one is refused."


@strawberry.input(description="A market of a publication, and when it shows the product.")
class PublicationMarketInput:
    code: str = strawberry.field(description="The market's code.")
    starts_at: datetime | None = strawberry.field(
        default=UNSET, description="From when on; as the publication has it if left out."
    )
    ends_at: datetime | None = strawberry.field(
        default=UNSET, description="Before when; as the publication has it if left out."
    )


@strawberry.input(description="Through which channel a product is seen, when, and where.")
class PublicationInput:
    channel_code: str = strawberry.field(description="The channel's code.")
    starts_at: datetime | None = strawberry.field(
        default=UNSET,
        description="From when on. If left out: as it is planned or has begun already, else from now on.",
    )
    ends_at: datetime | None = strawberry.field(default=UNSET, description="Before when; for ever if left out.")
    markets: list[PublicationMarketInput] | None = strawberry.field(
        default=UNSET, description="The only markets that show it; every market of the channel if left out."
    )

    def to_wish(self) -> PublicationWish:
        markets = None
        if isinstance(self.markets, list):
            markets = {each.code: Window(each.starts_at or None, each.ends_at or None) for each in self.markets}
        return PublicationWish(self.channel_code, self.starts_at or None, self.ends_at or None, markets)


@strawberry.input(description="A product to publish.")
class ProductPublishInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    publications: list[PublicationInput] = strawberry.field(
        description="The channels, each once. Those that are not named stay as they are."
    )
    without_safety_data: SafetyPolicy = strawberry.field(default=SafetyPolicy.REFUSE, description=_SAFETY)


@strawberry.input(description="A product to publish no more.")
class ProductUnpublishInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    channel_codes: list[str] | None = strawberry.field(
        default=UNSET, description="The channels that show it no more; all of them if left out."
    )


@strawberry.input(description="A product, as you read it.")
class ProductVersionInput:
    id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)


@strawberry.input(description="Products to publish, all in the same way.")
class ProductsPublishInput:
    products: list[ProductVersionInput] = strawberry.field(description="The products, at most 100.")
    publications: list[PublicationInput] = strawberry.field(
        description="The channels, each once. Those that are not named stay as they are."
    )
    without_safety_data: SafetyPolicy = strawberry.field(default=SafetyPolicy.REFUSE, description=_SAFETY)
    mode: BulkMode = strawberry.field(default=BulkMode.ALL_OR_NOTHING, description=_MODE)


@strawberry.input(description="Products to delete.")
class ProductsDeleteInput:
    products: list[ProductVersionInput] = strawberry.field(description="The products, at most 100.")
    mode: BulkMode = strawberry.field(default=BulkMode.ALL_OR_NOTHING, description=_MODE)


def read_targets(products: Sequence[ProductVersionInput]) -> list[Target | None]:
    """The products; None for what is no id of one."""
    return [target_of(each.id, each.version) for each in products]


def target_of(product_id: strawberry.ID, version: int | None) -> Target | None:
    """The product, in the version that was read; None where it is no id of one."""
    key = PRODUCT_ID.decode(product_id)
    return Target(key, version) if key else None
