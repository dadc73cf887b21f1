"""What the hand-written answers share: the context of a request, and pieces of plain dicts."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app import pricing
from app.catalog import (
    BRAND_ID,
    CATEGORY_ID,
    MEDIA_ID,
    PRODUCT_ID,
    MediaFormat,
    MediaRow,
    ProductRow,
    media_of_products,
    media_url,
)
from app.core.context import RequestContext, Viewer
from app.core.money import to_decimal
from app.markets import resolve_place
from app.pricing import PricedAmount, PriceSpan
from app.wiring import Runtime
from i18n import format_money

Document = dict[str, Any]


async def opened(runtime: Runtime, variables: Document) -> RequestContext:
    """The context that the variables ask for."""
    tag = variables["language"].lower()
    place = resolve_place(await runtime.atlas.get(), variables["country"], tag, None)
    return runtime.context(place, Viewer(), "bench")


def dumped(data: Document) -> str:
    """The answer as GraphQL would write it."""
    return json.dumps({"data": data}, ensure_ascii=False, separators=(",", ":"))


def money(amount: int, currency_code: str, locale: str) -> Document:
    """`MoneyFields`."""
    major = to_decimal(amount, currency_code)
    return {
        "amount": str(major),
        "currencyCode": currency_code,
        "formatted": format_money(major, currency_code, locale),
    }


def displayed(price: PricedAmount, ctx: RequestContext) -> Document:
    """`displayed { …MoneyFields }`."""
    return {"displayed": money(price.displayed, ctx.place.currency_code, ctx.place.locale)}


class Cards:
    """`ProductCard` for a page of products: two statements, whatever the number."""

    def __init__(self, ctx: RequestContext, media: dict[Any, Any], ranges: dict[UUID, PriceSpan]) -> None:
        self._ctx = ctx
        self._media = media
        self._ranges = ranges

    @classmethod
    async def of(cls, ctx: RequestContext, rows: Sequence[ProductRow]) -> "Cards":
        keys = [row.id for row in rows]
        media = await media_of_products(ctx.db, keys, ctx.place.language_chain, 1)
        ranges = await pricing.price_ranges_of_products(ctx.db, await pricing.tariff_of(ctx), keys, ctx.now)
        return cls(ctx, media, ranges)

    def card(self, row: ProductRow) -> Document:
        """One product."""
        price_range = self._ranges.get(row.id)
        return {
            "id": PRODUCT_ID.encode(row.id),
            "slug": row.slug,
            "name": row.name,
            "brand": {"id": BRAND_ID.encode(row.brand.id), "name": row.brand.name} if row.brand else None,
            "category": {
                "id": CATEGORY_ID.encode(row.category.id),
                "name": row.category.name,
                "slug": row.category.slug,
            }
            if row.category
            else None,
            "featuredMedia": next((self._medium(each) for each in self._media[row.id].items), None),
            "priceRange": self._range(price_range) if price_range else None,
        }

    def _medium(self, row: MediaRow) -> Document:
        return {
            "id": MEDIA_ID.encode(row.id),
            "url": media_url(row.source, self._ctx.settings.public_url, 600, MediaFormat.WEBP),
            "alt": row.alt,
            "width": row.width,
            "height": row.height,
        }

    def _range(self, row: PriceSpan) -> Document:
        return {"min": displayed(row.lowest, self._ctx), "max": displayed(row.highest, self._ctx)}
