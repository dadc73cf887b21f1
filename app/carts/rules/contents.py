"""What is in a cart, and what the shop says about it at this moment: all that the rules of carts are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from app.catalog import VariantFacts
from app.inventory import WarehouseFacts
from app.shipping import OptionFacts


class CartFacts(NamedTuple):
    """A cart without its lines."""

    id: UUID
    version: int
    market_id: UUID
    country_code: str
    currency_code: str
    email: str | None
    shipping_address: dict[str, Any] | None
    expires_at: datetime
    order_id: UUID | None


class LineFacts(NamedTuple):
    """A variant, how many of it, and the price that was shown."""

    id: UUID
    variant_id: UUID
    quantity: int
    unit_amount: int


class SelectionFacts(NamedTuple):
    """A chosen delivery option, and the price that was shown."""

    warehouse_id: UUID
    option_id: UUID
    amount: int


@dataclass(frozen=True)
class CartContents:
    """A cart as it is stored. Lines stand in the order in which they were added."""

    cart: CartFacts
    lines: tuple[LineFacts, ...]
    selections: tuple[SelectionFacts, ...]


@dataclass(frozen=True)
class ShopFacts:
    """What the shop says about some variants and one country at one moment. Amounts are in the country's currency."""

    now: datetime
    market_id: UUID
    country_code: str
    currency_code: str
    displays_tax: bool
    tax_rate: Decimal | None
    """The standard rate of the country; None where none is known."""
    articles: Mapping[UUID, VariantFacts]
    unit_amounts: Mapping[UUID, int]
    """Prices as they are shown there. No entry: not sold there."""
    available: Mapping[UUID, Mapping[UUID, int]]
    """`{variant: {warehouse: pieces that can be sold}}`, of what bundles consist of as well."""
    warehouses: Mapping[UUID, WarehouseFacts]
    options: tuple[OptionFacts, ...]
    """Every option that leads to the country, in the order in which they are offered."""

    def price_of(self, variant_id: UUID) -> int | None:
        """What the variant costs there now; None where it is not sold there, must not go there, or is no longer
        shown."""
        article = self.articles.get(variant_id)
        if article is None or not article.is_offered or article.is_restricted:
            return None
        return self.unit_amounts.get(variant_id)

    def taken_by(self, variant_id: UUID) -> Sequence[tuple[UUID, int]]:
        """The variants whose pieces leave the shelf with one piece of this, and how many of each: of a bundle its
        components, else its own."""
        article = self.articles.get(variant_id)
        return (article and article.components) or ((variant_id, 1),)

    def deliverable(self, variant_id: UUID) -> int:
        """How many pieces can be sold and brought to the country."""
        origins = {option.warehouse_id for option in self.options}
        return sum(pieces for place, pieces in self.available.get(variant_id, {}).items() if place in origins)
