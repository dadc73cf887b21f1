"""What prices are shown to somebody, and what the search engine makes of them: for tests that compare the two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2

from app.catalog import indexed_variants
from app.core.context import RequestContext
from app.core.settings import Settings
from app.currencies import ExchangeRatesCache
from app.markets import AtlasCache, resolve_place
from app.pricing import DatedListsCache, PriceBookCache, PricedWithin, prices_of_variants, tariff_of
from app.tax import TaxRatesCache
from app.wiring import Runtime
from search import KnownKinds, ProductSearch, SearchClient
from search.query.bodies import question_body
from search.query.price_order import hits_by_price
from search.query.price_ranges import PriceRange, price_facet
from search.query.priced import known_kinds, price_condition

_FORGETFUL = (AtlasCache, ExchangeRatesCache, DatedListsCache, TaxRatesCache, PriceBookCache, KnownKinds)


@dataclass(frozen=True)
class Window:
    """What one shopper sees."""

    ctx: RequestContext

    async def everything(self) -> list[UUID]:
        """The products that the engine finds when nothing is asked of prices, newest first."""
        return await self._ids(self.body())

    async def shown(self, product_ids: Sequence[UUID]) -> Mapping[UUID, set[int]]:
        """By product that is sold here: the prices of its variants, as product pages show them."""
        variants = {
            variant.id: product_id
            for product_id, found in (await indexed_variants(self.ctx.db, product_ids)).items()
            for variant in found
        }
        priced = await prices_of_variants(self.ctx.db, await tariff_of(self.ctx), list(variants), moment=self.ctx.now)
        shown: dict[UUID, set[int]] = defaultdict(set)
        for variant_id, found in priced.items():
            shown[variants[variant_id]].add(found.price.displayed)
        return shown

    async def within(self, *spans: PricedWithin) -> set[UUID]:
        """The products that the engine finds for these spans of prices."""
        condition = price_condition(await tariff_of(self.ctx), spans, await known_kinds(self.ctx))
        return set(await self._ids(self.body(condition)))

    async def in_order(self, *, descending: bool, page: int = 1000, words: str = "") -> list[UUID]:
        """All products by price, page by page."""
        found: list[UUID] = []
        while True:
            hits = await hits_by_price(
                self.ctx,
                self.body(words=words, attributesToRetrieve=["id"]),
                descending=descending,
                offset=len(found),
                limit=page,
            )
            found += [UUID(hex=hit["id"]) for hit in hits]
            if len(hits) < page:
                return found

    async def range(self, *conditions: str) -> PriceRange | None:
        """The price facet."""
        return await price_facet(self.ctx, self.ctx.place.language_tag, self.body(*conditions))

    def body(self, *conditions: str, words: str = "", **options: Any) -> dict[str, Any]:
        """The question."""
        return question_body(self.ctx, ProductSearch.of(words), self.ctx.place.language_tag, conditions, **options)

    def at(self, moment: datetime) -> "Window":
        """The same at another time."""
        return Window(replace(self.ctx, now=moment))

    async def _ids(self, body: dict[str, Any]) -> list[UUID]:
        asked = body | {"limit": 1000, "attributesToRetrieve": ["id"]}
        (answer,) = await self.ctx.part(SearchClient).ask_many([asked])
        return [UUID(hex=hit["id"]) for hit in answer["hits"]]


async def windows(ctx: RequestContext, *groups: str) -> list[Window]:
    """In each market: everybody, in each currency that it offers; who has goods sent to its last country; and these
    customer groups."""
    atlas = await ctx.part(AtlasCache).get()
    places = [
        place
        for market in atlas.markets
        for place in (
            *((market.default_country_code, currency_code, None) for currency_code in market.currency_codes),
            (market.country_codes[-1], None, None),
            *((market.default_country_code, None, group) for group in groups),
        )
    ]
    return [
        Window(replace(ctx, place=resolve_place(atlas, country_code, None, currency_code, None, group)))
        for country_code, currency_code, group in places
    ]


def forget(runtime: Runtime) -> None:
    """As if the process had heard of everything that was written."""
    for part in _FORGETFUL:
        runtime.parts[part].forget()


async def documents_written(settings: Settings) -> int:
    """How many documents the engine has been sent or told to delete since it was started."""
    key = settings.meili_key.get_secret_value()
    parameters: dict[str, Any] = {"types": "documentAdditionOrUpdate,documentDeletion", "limit": 100_000}
    async with httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"} if key else {}) as http:
        answer = (await http.get(f"{settings.meili_url}/tasks", params=parameters)).raise_for_status().json()
    return sum(
        task["details"].get("receivedDocuments") or task["details"].get("providedIds") or 0
        for task in answer["results"]
    )
