"""What the hand-written answers share: the context of a request, and pieces of plain dicts."""

import json
from collections.abc import Sequence
from typing import Any

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
from app.pricing import PriceRange, ShownPrice, shown_price
from app.tax import TaxRatesCache
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


class Prices:
    """How amounts of a price list are shown to one request."""

    def __init__(self, ctx: RequestContext, rate: Any) -> None:
        self._place = ctx.place
        self._rate = rate

    @classmethod
    async def of(cls, ctx: RequestContext) -> "Prices":
        found = (await ctx.part(TaxRatesCache).get()).rate_of(ctx.place.country_code, ctx.now.date())
        return cls(ctx, found.rate if found else None)

    def shown(self, amount: int, *, tax_included: bool) -> ShownPrice:
        """The price with and without tax."""
        return shown_price(amount, tax_included=tax_included, rate=self._rate, displays_tax=self._place.displays_tax)

    def displayed(self, amount: int, currency_code: str, *, tax_included: bool) -> Document:
        """`displayed { …MoneyFields }`."""
        shown = self.shown(amount, tax_included=tax_included)
        return {"displayed": money(shown.displayed, currency_code, self._place.locale)}


class Cards:
    """`ProductCard` for a page of products: two statements, whatever the number."""

    def __init__(
        self, ctx: RequestContext, prices: Prices, media: dict[Any, Any], ranges: dict[Any, PriceRange]
    ) -> None:
        self._public_url = ctx.settings.public_url
        self._prices = prices
        self._media = media
        self._ranges = ranges

    @classmethod
    async def of(cls, ctx: RequestContext, rows: Sequence[ProductRow]) -> "Cards":
        keys = [row.id for row in rows]
        media = await media_of_products(ctx.db, keys, ctx.place.language_chain, 1)
        ranges = await pricing.price_ranges_of_products(ctx.db, ctx.place.market_id, keys)
        return cls(ctx, await Prices.of(ctx), media, ranges)

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
            "url": media_url(row.source, self._public_url, 600, MediaFormat.WEBP),
            "alt": row.alt,
            "width": row.width,
            "height": row.height,
        }

    def _range(self, row: PriceRange) -> Document:
        displayed = self._prices.displayed
        return {
            "min": displayed(row.lowest, row.currency_code, tax_included=row.tax_included),
            "max": displayed(row.highest, row.currency_code, tax_included=row.tax_included),
        }
