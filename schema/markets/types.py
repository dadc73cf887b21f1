"""Types of markets and the request's context."""

from collections.abc import Sequence
from typing import Self

import strawberry

from app.admission import at_most
from app.core.codes import language_code
from app.core.context import ContextArgument, FallbackReason, RequestContext
from app.core.context import Fallback as FallbackValue
from app.core.described import DescribedEnum
from app.execution import batched
from app.markets import MARKET_ID, Atlas, AtlasCache, ChannelFacts, MarketFacts
from i18n import text_direction
from schema.core.caching import INHERITED, cached
from schema.core.codes import CountryCode, CurrencyCode, LanguageCode, enumeration
from schema.core.nodes import Node
from schema.core.texts import in_language


class TextDirection(DescribedEnum):
    """The direction in which a text is written."""

    LTR = "ltr", "From left to right."
    RTL = "rtl", "From right to left."


enumeration(TextDirection)
enumeration(ContextArgument)
enumeration(FallbackReason)


@strawberry.type(
    description="A set of countries that share a currency and a habit of showing prices.", directives=[cached(300)]
)
class Market(Node):
    code: str = strawberry.field(description="A short name that does not change, such as `eu`.")
    name: str = strawberry.field(description="The name in the request's language.")
    currency_code: CurrencyCode = strawberry.field(description="The currency that the market sells in.")
    more_currency_codes: list[CurrencyCode] = strawberry.field(
        description="The currencies that it offers beside that one: ask with `@inContext(currency:)`."
    )
    time_zone: str = strawberry.field(
        description="The time zone that its days begin and end by, of the IANA database: `Europe/Berlin`."
    )
    displays_tax: bool = strawberry.field(description="Whether prices are shown with tax.")
    country_codes: list[CountryCode] = strawberry.field(description="The countries that it delivers to.")
    language_codes: list[LanguageCode] = strawberry.field(
        description="The languages that it offers, the usual one first."
    )
    default_country_code: CountryCode = strawberry.field(description="The country of those who name none.")
    default_language_code: LanguageCode = strawberry.field(description="The language of those who name none.")
    is_default: bool = strawberry.field(description="Whether it is the market of those who name no country.")
    version: int = strawberry.field(description="How often it was written: send it with `marketUpdate`.")

    @classmethod
    def of(cls, ctx: RequestContext, facts: MarketFacts) -> Self:
        return cls(
            id=strawberry.ID(MARKET_ID.encode(facts.id)),
            code=facts.code,
            name=in_language(facts.names, ctx.place.language_chain),
            currency_code=facts.currency_code,
            more_currency_codes=list(facts.more_currency_codes),
            time_zone=facts.time_zone,
            displays_tax=facts.displays_tax,
            country_codes=list(facts.country_codes),
            language_codes=list(facts.language_tags),
            default_country_code=facts.default_country_code,
            default_language_code=facts.default_language_tag,
            is_default=facts.is_default,
            version=facts.version,
        )


@strawberry.type(
    description="Something that was asked for and is not offered, and what was taken instead.", directives=[INHERITED]
)
class Fallback:
    argument: ContextArgument = strawberry.field(description="What was asked for.")
    requested: str = strawberry.field(description="The value that was asked for.")
    resolved: str = strawberry.field(description="The value that was taken.")
    reason: FallbackReason = strawberry.field(description="Why.")

    @classmethod
    def of(cls, fallback: FallbackValue) -> Self:
        def shown(value: str) -> str:
            return language_code(value) if fallback.argument is ContextArgument.LANGUAGE else value

        return cls(
            argument=fallback.argument,
            requested=shown(fallback.requested),
            resolved=shown(fallback.resolved),
            reason=fallback.reason,
        )


@strawberry.type(
    description="A way in which the shop is seen: its web shop, an app, a partner. It decides which markets there are.",
    directives=[INHERITED],
)
class Channel:
    code: str = strawberry.field(description="A short name that does not change, such as `default`.")
    name: str = strawberry.field(description="The name in the request's language.")
    is_default: bool = strawberry.field(description="Whether those who name no storefront see the shop through it.")
    version: int = strawberry.field(description="How often it was written: send it with `channelUpdate`.")
    facts: strawberry.Private[ChannelFacts]

    @batched(description="The markets that it sells in.", hints=[at_most(20)])
    @staticmethod
    async def markets(ctx: RequestContext, parents: Sequence["Channel"]) -> Sequence[list[Market]]:
        atlas = await ctx.part(AtlasCache).get()
        return [
            [Market.of(ctx, market) for market in atlas.markets if parent.facts.sells_in(market)] for parent in parents
        ]

    @classmethod
    def of(cls, ctx: RequestContext, facts: ChannelFacts) -> Self:
        return cls(
            code=facts.code,
            name=in_language(facts.names, ctx.place.language_chain),
            is_default=facts.is_default,
            version=facts.version,
            facts=facts,
        )


@strawberry.type(
    description="Where this request happens, after what is not offered fell back.", directives=[cached(300)]
)
class Context:
    channel: Channel = strawberry.field(
        description="The channel of the storefront whose token the request carries in `Tradewind-Storefront`, else the "
        "default one."
    )
    market: Market = strawberry.field(description="The market.")
    country_code: CountryCode = strawberry.field(description="The country of delivery.")
    language_code: LanguageCode = strawberry.field(description="The language of texts.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag, for `lang` attributes.")
    currency_code: CurrencyCode = strawberry.field(description="The currency of prices.")
    displays_tax: bool = strawberry.field(description="Whether prices are shown with tax.")
    direction: TextDirection = strawberry.field(description="The direction of the language.")
    fallbacks: list[Fallback] = strawberry.field(
        description="What was asked for and is not offered; usually empty.", directives=[at_most(3)]
    )

    @classmethod
    def of(cls, ctx: RequestContext, atlas: Atlas) -> Self:
        place = ctx.place
        market = Market.of(ctx, atlas.market_by_id(place.market_id))
        return cls(
            channel=Channel.of(ctx, atlas.channel(place.channel_code)),
            market=market,
            country_code=place.country_code,
            language_code=place.language_tag,
            language_tag=place.language_tag,
            currency_code=place.currency_code,
            displays_tax=place.displays_tax,
            direction=TextDirection(text_direction(place.language_tag)),
            fallbacks=[Fallback.of(fallback) for fallback in place.fallbacks],
        )
