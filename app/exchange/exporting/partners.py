"""A catalog for partners: what shoppers of one market see through one channel, a product a line, in every language.

A line is `{"id", "slug", …, "variants": [{"sku", "price": {"amount": "24.90", "currencyCode": "EUR"}, …}]}`, or, where
only changes are asked for, `{"id", "gone": true}` for what shoppers no longer see. A variant that is reduced has
`compareAt` besides, which is what it costs otherwise. Prices are what one piece is shown to cost to shoppers of the
market's default country. Nothing private is in it, and no number of pieces.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.catalog import (
    PRODUCT_ID,
    ProductDraft,
    VariantDraft,
    media_url,
    products_by_ids,
    products_changed_since,
    products_deleted_since,
)
from app.core.context import RequestContext
from app.currencies import RatesMoved
from app.events import events_since
from app.exchange.exporting.views import Outlook, audience, shown_prices
from app.exchange.exporting.writers import Part
from app.exchange.formats.goods import Goods, major
from app.pricing import (
    PriceBookCache,
    PricedVariant,
    PricesChanged,
    PricesWritten,
    TariffChanged,
    products_with_turned_prices,
)
from app.tax import RatesChanged

_OF_PRODUCTS: Final = (PricesChanged, PricesWritten)
_OF_ALL: Final = (TariffChanged, RatesMoved, RatesChanged)


class PartnerWriter:
    """What shoppers of a market see, or what of it has changed since a moment."""

    def __init__(self, ctx: RequestContext, seen: Outlook, since: datetime | None) -> None:
        self._ctx = ctx
        self._seen = seen
        self._since = since
        self._priced: set[UUID] = set()
        self._is_all_priced = False

    async def before(self) -> AsyncIterator[Part]:
        if self._since is not None:
            await self._read_changes_of_prices(self._since)
        return
        yield  # a generator of nothing

    async def page(self, goods: Sequence[Goods]) -> Part:
        wanted = goods
        if (since := self._since) is not None:
            ids = [each.id for each in goods]
            written = {row.id for row in await products_changed_since.all(self._ctx.db, ids=ids, since=since)}
            changed = {*ids} if self._is_all_priced else written | self._priced
            wanted = [each for each in goods if each.id in changed or self._has_turned(each.draft, since)]
        chain, viewers = self._seen.language_chain, audience(self._seen, self._ctx)
        rows = await products_by_ids(self._ctx.db, [each.id for each in wanted], chain, viewers)
        public = {row.id for row in rows if row}
        prices = await shown_prices(self._ctx, self._seen, [each for each in wanted if each.id in public])
        lines = [
            self._line(each, prices) if each.id in public else _gone(each.id)
            for each in wanted
            if each.id in public or since is not None
        ]
        return b"".join(map(_encoded, lines)), len(lines)

    async def after(self) -> AsyncIterator[Part]:
        if self._since is not None:
            for row in await products_deleted_since.all(self._ctx.db, since=self._since):
                yield _encoded(_gone(row.id)), 1

    async def _read_changes_of_prices(self, since: datetime) -> None:
        """Whose prices may have changed. Where a list, a sale, a rate or a tax has, by somebody or by the clock, that
        is everything: partners get all lines, as if they had asked for no moment."""
        shopper = self._seen.tariff.shopper
        book = await self._ctx.part(PriceBookCache).get()
        self._is_all_priced = bool(book.changes_between(shopper, since, self._ctx.now))
        if self._is_all_priced:
            return
        kinds = [each.type for each in (*_OF_PRODUCTS, *_OF_ALL)]
        all_types = {each.type for each in _OF_ALL}
        for event in await events_since(self._ctx.db, since, kinds):
            self._is_all_priced |= event.type in all_types
            self._priced |= {event.subject_id, *map(UUID, event.payload.get("product_ids", ()))}
        self._priced |= await products_with_turned_prices(self._ctx.db, since, self._ctx.now)

    def _has_turned(self, draft: ProductDraft, since: datetime) -> bool:
        """Whether its time has come, or gone, without anybody writing it."""
        moments: list[datetime | None] = []
        for each in draft.publications:
            if each.channel == self._seen.place.channel_code:
                moments += [each.starts_at, each.ends_at]
                for window in (each.markets or {}).values():
                    moments += [window.starts_at, window.ends_at]
        return any(moment is not None and since <= moment <= self._ctx.now for moment in moments)

    def _line(self, goods: Goods, prices: Mapping[UUID, PricedVariant]) -> dict[str, Any]:
        draft = goods.draft
        return {
            "id": PRODUCT_ID.encode(goods.id),
            "slug": draft.slug,
            "productType": draft.product_type,
            "brand": draft.brand,
            "category": draft.category,
            "taxClass": draft.tax_class,
            "tags": list(draft.tags),
            "attributes": dict(draft.attributes),
            "translations": {
                tag: {"name": texts.name, "description": texts.description, "slug": texts.slug or draft.slug}
                for tag, texts in sorted(draft.translations.items())
            },
            "media": [
                {
                    "type": each.type.value,
                    "url": media_url(each.source, self._ctx.settings.public_url, None, None),
                    "alts": dict(each.alts),
                }
                for each in draft.media
            ],
            "metadata": dict(draft.metadata),
            "variants": list(self._variants(goods, prices)),
        }

    def _variants(self, goods: Goods, prices: Mapping[UUID, PricedVariant]) -> Iterator[dict[str, Any]]:
        for variant in goods.draft.variants:
            priced = prices.get(goods.variant_ids[variant.sku])
            if priced is None:  # not sold there
                continue
            line = {**_facts(variant), "price": self._money(priced.price.displayed)}
            if priced.price.compare_at is not None:
                line["compareAt"] = self._money(priced.price.compare_at)
            yield line

    def _money(self, amount: int) -> dict[str, str]:
        currency_code = self._seen.currency_code
        return {"amount": major(amount, currency_code), "currencyCode": currency_code}


def _facts(variant: VariantDraft) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "gtin": variant.gtin,
        "choices": dict(variant.choices),
        "attributes": dict(variant.attributes),
        "weightGrams": variant.weight_grams,
        "hsCode": variant.hs_code,
        "originCountryCode": variant.origin_country_code,
    }


def _gone(product_id: UUID) -> dict[str, Any]:
    return {"id": PRODUCT_ID.encode(product_id), "gone": True}


def _encoded(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"
