"""Types of the setup of a shop."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.execution import batched
from app.markets import Atlas, AtlasCache
from app.pricing import PRICE_LIST_ID, PriceListFacts, load_price_lists
from schema.core.codes import CurrencyCode, LanguageCode
from schema.core.nodes import Node, register_node
from schema.markets.types import Market


@strawberry.type(description="A language that the shop speaks.")
class ShopLanguage:
    language_code: LanguageCode = strawberry.field(description="The language.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag.")
    fallback_language_code: LanguageCode | None = strawberry.field(
        description="Where a text is not there in the language, the language to look for it in; null for English."
    )

    @classmethod
    def all_of(cls, atlas: Atlas) -> list[Self]:
        return [
            cls(language_code=tag, language_tag=tag, fallback_language_code=fallback)
            for tag, fallback in sorted({"en": None, **atlas.language_fallbacks}.items())
        ]


@strawberry.type(description="The prices of a market.")
class PriceList(Node):
    code: str = strawberry.field(description="A short name that does not change.")
    currency_code: CurrencyCode = strawberry.field(description="The currency of its amounts.")
    tax_included: bool = strawberry.field(description="Whether its amounts contain tax.")
    version: int = strawberry.field(description="How often it was written: send it with `priceListUpdate`.")
    market_id: strawberry.Private[UUID]

    @batched(description="The market whose prices these are.")
    @staticmethod
    async def market(ctx: RequestContext, parents: Sequence["PriceList"]) -> Sequence[Market]:
        atlas = await ctx.part(AtlasCache).get()
        return [Market.of(ctx, atlas.market_by_id(parent.market_id)) for parent in parents]

    @classmethod
    def of(cls, facts: PriceListFacts) -> Self:
        return cls(
            id=strawberry.ID(PRICE_LIST_ID.encode(facts.id)),
            code=facts.code,
            currency_code=facts.currency_code,
            tax_included=facts.tax_included,
            version=facts.version,
            market_id=facts.market_id,
        )


async def _load_price_lists(ctx: RequestContext, ids: Sequence[UUID]) -> list[PriceList | None]:
    """For staff; nobody else learns whether there is one."""
    if ctx.viewer.token_id is None:
        return [None] * len(ids)
    found = {each.id: each for each in await load_price_lists(ctx.db)}
    return [PriceList.of(found[each]) if each in found else None for each in ids]


register_node(PRICE_LIST_ID, _load_price_lists)
