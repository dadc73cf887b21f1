"""What the shop has that files refer to: price lists, warehouses, languages, channels. Read once for an import."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode
from app.exchange.formats.foreign import Defaults
from app.exchange.options import ImportOptions
from app.inventory import load_warehouses
from app.markets import Atlas, AtlasCache
from app.pricing import load_price_lists


@dataclass(frozen=True)
class ShopFacts:
    """By their codes."""

    atlas: Atlas
    currencies: Mapping[str, str]
    """Of price lists."""
    price_lists: Mapping[str, UUID]
    warehouses: Mapping[str, UUID]

    @property
    def languages(self) -> list[str]:
        """Tags."""
        return sorted(self.atlas.language_fallbacks)


async def shop_facts(ctx: RequestContext) -> ShopFacts:
    """What there is now."""
    lists = await load_price_lists(ctx.db)
    return ShopFacts(
        atlas=await ctx.part(AtlasCache).get(),
        currencies={each.code: each.currency_code for each in lists},
        price_lists={each.code: each.id for each in lists},
        warehouses={each.code: each.id for each in await load_warehouses(ctx.db)},
    )


def defaults(shop: ShopFacts, options: ImportOptions, ctx: RequestContext) -> Defaults:
    """How files of other systems are read. Raises `Refusal` for an option that the shop does not know."""
    lists: dict[str, tuple[str, ...]] = {}
    for code, currency in sorted(shop.currencies.items()):
        lists[currency] = (*lists.get(currency, ()), code)
    usual = shop.atlas.default_market.currency_code if shop.atlas.markets else ""
    currency_code = options.currency_code or usual
    if currency_code not in lists:
        raise _unknown(ExchangeErrorCode.UNKNOWN_CURRENCY, currency_code, sorted(lists))
    if options.language_tag not in shop.atlas.language_fallbacks:
        raise _unknown(ExchangeErrorCode.UNKNOWN_LANGUAGE, options.language_tag, shop.languages)
    warehouse_code = options.warehouse_code or min(shop.warehouses, default="")
    if warehouse_code not in shop.warehouses:
        raise _unknown(ExchangeErrorCode.UNKNOWN_WAREHOUSE, warehouse_code, sorted(shop.warehouses))
    known = [channel.code for channel in shop.atlas.channels]
    channels = tuple(known) if options.channels is None else options.channels
    for code in channels:
        if code not in known:
            raise _unknown(ExchangeErrorCode.UNKNOWN_CHANNEL, code, known)
    return Defaults(currency_code, options.language_tag, warehouse_code, channels, lists, ctx.now)


def _unknown(code: ExchangeErrorCode, value: str, known: list[str]) -> Refusal:
    return Refusal(Problem(code, ("options",), {"value": value, "known": ", ".join(known)}))
