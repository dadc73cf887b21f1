"""What has to be read of articles to know what they cost a shopper at any moment that a book knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from app.pricing.rules.assembly import needs_tax_class
from app.pricing.rules.book import PriceBook
from app.pricing.rules.choosing import can_be_base_for, is_for
from app.pricing.rules.reductions import condition_key, is_sale_for
from app.pricing.rules.shopper import Shopper


@dataclass(frozen=True)
class Wanted:
    """Of every version of what is configured, and not of one moment's alone."""

    price_list_ids: tuple[UUID, ...]
    target_list_ids: tuple[UUID, ...]
    conditions: tuple[Mapping[str, Any], ...]
    needs_tax_class: bool
    _places: Mapping[str, int]

    @classmethod
    def of(cls, book: PriceBook, shopper: Shopper) -> Self:
        base_ids = {
            version.setting.base_price_list_id
            for version in book.market_pricings
            if version.setting.market_id == shopper.market_id
        }
        lists = [
            facts
            for facts in (version.setting for version in book.lists)
            if is_for(facts, shopper) or (facts.id in base_ids and can_be_base_for(facts, shopper))
        ]
        sales = [version.setting for version in book.sales if is_sale_for(version.setting, shopper)]
        conditions = {condition_key(condition): condition for sale in sales for condition in sale.conditions}
        return cls(
            price_list_ids=tuple({facts.id: None for facts in lists}),
            target_list_ids=tuple(
                {target: None for sale in sales for target in (*sale.list_ids, *sale.excluded_list_ids)}
            ),
            conditions=tuple(conditions.values()),
            needs_tax_class=any(needs_tax_class(facts, shopper) for facts in lists),
            _places={text: place for place, text in enumerate(conditions)},
        )

    def place_of(self, condition: Mapping[str, Any]) -> int:
        """Where the condition stands among them."""
        return self._places[condition_key(condition)]
