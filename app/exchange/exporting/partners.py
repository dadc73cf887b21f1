"""A catalog for partners: what shoppers of one market see through one channel, a product a line, in every language.

A line is `{"id", "slug", …, "variants": [{"sku", "price": {"amount": "24.90", "currencyCode": "EUR"}, …}]}`, or, where
only changes are asked for, `{"id", "gone": true}` for what shoppers no longer see. Nothing private is in it, and no
number of pieces.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
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
from app.events import events_since
from app.exchange.exporting.views import Outlook, audience
from app.exchange.exporting.writers import Part
from app.exchange.formats.goods import Goods, major
from app.pricing.events import PricesChanged, PricesWritten


class PartnerWriter:
    """What shoppers of a market see, or what of it has changed since a moment."""

    def __init__(self, ctx: RequestContext, seen: Outlook, currency_code: str, since: datetime | None) -> None:
        self._ctx = ctx
        self._seen = seen
        self._currency_code = currency_code
        self._since = since
        self._priced: set[UUID] = set()

    async def before(self) -> AsyncIterator[Part]:
        if self._since is not None:
            # A price list whose currency changes is another list to partners: they ask for everything.
            kinds = [PricesChanged.type, PricesWritten.type]
            for event in await events_since(self._ctx.db, self._since, kinds):
                self._priced |= {event.subject_id, *map(UUID, event.payload.get("product_ids", ()))}
        return
        yield  # a generator of nothing

    async def page(self, goods: Sequence[Goods]) -> Part:
        wanted = goods
        if (since := self._since) is not None:
            ids = [each.id for each in goods]
            written = {row.id for row in await products_changed_since.all(self._ctx.db, ids=ids, since=since)}
            changed = written | self._priced
            wanted = [each for each in goods if each.id in changed or self._has_turned(each.draft, since)]
        chain, viewers = self._seen.language_chain, audience(self._seen, self._ctx)
        rows = await products_by_ids(self._ctx.db, [each.id for each in wanted], chain, viewers)
        public = {row.id for row in rows if row}
        lines = [
            self._line(each) if each.id in public else _gone(each.id)
            for each in wanted
            if each.id in public or since is not None
        ]
        return b"".join(map(_encoded, lines)), len(lines)

    async def after(self) -> AsyncIterator[Part]:
        if self._since is not None:
            for row in await products_deleted_since.all(self._ctx.db, since=self._since):
                yield _encoded(_gone(row.id)), 1

    def _has_turned(self, draft: ProductDraft, since: datetime) -> bool:
        """Whether its time has come, or gone, without anybody writing it."""
        moments: list[datetime | None] = []
        for each in draft.publications:
            if each.channel == self._seen.place.channel_code:
                moments += [each.starts_at, each.ends_at]
                for window in (each.markets or {}).values():
                    moments += [window.starts_at, window.ends_at]
        return any(moment is not None and since <= moment <= self._ctx.now for moment in moments)

    def _line(self, goods: Goods) -> dict[str, Any]:
        draft = goods.draft
        return {
            "id": PRODUCT_ID.encode(goods.id),
            "slug": draft.slug,
            "productType": draft.product_type,
            "brand": draft.brand,
            "category": draft.category,
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
            "variants": list(self._variants(goods)),
        }

    def _variants(self, goods: Goods) -> Iterator[dict[str, Any]]:
        for variant in goods.draft.variants:
            amount = goods.prices[variant.sku].get(self._seen.price_list)
            if amount is not None:  # what has no price is not sold there
                yield {**_facts(variant), "price": self._price(amount)}

    def _price(self, amount: int) -> dict[str, str]:
        return {"amount": major(amount, self._currency_code), "currencyCode": self._currency_code}


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
