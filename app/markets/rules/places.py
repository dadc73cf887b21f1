"""How a request's channel, country, language and currency become a place in a market."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.context import ContextArgument, Fallback, FallbackReason, Place
from app.core.errors import RequestError
from app.core.reads import LANGUAGES_IN_A_CHAIN


@dataclass(frozen=True)
class MarketFacts:
    """A market as rules see it."""

    id: UUID
    code: str
    names: Mapping[str, str]
    currency_code: str
    displays_tax: bool
    default_country_code: str
    default_language_tag: str
    country_codes: tuple[str, ...]
    language_tags: tuple[str, ...]
    is_default: bool
    time_zone: str = "UTC"
    """Of the IANA database: days of the market begin and end by it."""
    more_currency_codes: tuple[str, ...] = ()
    """What it offers beside its own currency."""
    version: int = 1

    @property
    def currency_codes(self) -> tuple[str, ...]:
        """Every currency that it sells in, its own first."""
        return (self.currency_code, *self.more_currency_codes)


@dataclass(frozen=True)
class ChannelFacts:
    """A channel as rules see it."""

    code: str
    names: Mapping[str, str]
    is_default: bool
    market_ids: frozenset[UUID] = frozenset()
    """The markets that it sells in; empty is all of them."""
    default_market_id: UUID | None = None
    version: int = 1

    def sells_in(self, market: MarketFacts) -> bool:
        return not self.market_ids or market.id in self.market_ids


@dataclass(frozen=True)
class Atlas:
    """All markets, channels and languages: small, read often, cached whole."""

    markets: tuple[MarketFacts, ...]
    language_fallbacks: Mapping[str, str | None]
    channels: tuple[ChannelFacts, ...]

    @property
    def default_market(self) -> MarketFacts:
        return next(market for market in self.markets if market.is_default)

    def channel(self, code: str | None) -> ChannelFacts:
        """The channel of this code; the default one for None, and for a code that no channel has any more."""
        named = next((channel for channel in self.channels if channel.code == code), None)
        return named or next(channel for channel in self.channels if channel.is_default)

    def default_market_of(self, channel: ChannelFacts) -> MarketFacts:
        """Its own, the shop's where it has none or does not sell there any more, and else the first that it has.

        Raises `RequestError` where it has none at all.
        """
        sold = [market for market in self.markets if channel.sells_in(market)]
        if not sold:
            raise no_market()
        own = next((market for market in sold if market.id == channel.default_market_id), None)
        return own or next((market for market in sold if market.is_default), sold[0])

    def market_of_country(self, country_code: str, channel: ChannelFacts) -> MarketFacts | None:
        """The market that serves the country, if the channel sells in it."""
        market = next((market for market in self.markets if country_code in market.country_codes), None)
        return market if market and channel.sells_in(market) else None

    def market_by_id(self, market_id: UUID) -> MarketFacts:
        return next(market for market in self.markets if market.id == market_id)

    def market_by_code(self, code: str) -> MarketFacts | None:
        return next((market for market in self.markets if market.code == code), None)

    def language_chain(self, language_tag: str) -> tuple[str, ...]:
        """The language, what it falls back to, and so on; English is last, and fills the chain up."""
        chain: list[str] = []
        tag: str | None = language_tag
        while tag and tag not in chain and len(chain) < LANGUAGES_IN_A_CHAIN - 1:
            chain.append(tag)
            tag = self.language_fallbacks.get(tag)
        return (*chain, *["en"] * (LANGUAGES_IN_A_CHAIN - len(chain)))


def no_market() -> RequestError:
    """What is asked in a shop without a market, and needs one."""
    return RequestError(
        "SHOP_HAS_NO_MARKET",
        "This shop sells nowhere yet: it has no market. Staff make one by `marketCreate`, `tradewind demo` makes six.",
    )


class _Nowhere(Place):
    """The place of staff in a shop that sells nowhere yet: what needs a market says so, and the rest can be done.

    Its country and currency are empty.
    """

    def __getattribute__(self, name: str) -> Any:
        if name in _OF_A_MARKET:
            raise no_market()
        return super().__getattribute__(name)


_OF_A_MARKET = frozenset({"market_id", "displays_tax"})


def nowhere(atlas: Atlas, language: str | None = None) -> Place:
    """The place for setting up a shop that has no market: the words are in the language that is asked for."""
    tag = language if language in atlas.language_fallbacks else "en"
    return _Nowhere(
        market_id=UUID(int=0),
        market_code="",
        country_code="",
        language_tag=tag or "en",
        language_chain=atlas.language_chain(tag or "en"),
        currency_code="",
        displays_tax=False,
        channel_code=atlas.channel(None).code,
    )


def resolve_place(
    atlas: Atlas,
    country: str | None,
    language: str | None,
    currency: str | None,
    channel_code: str | None = None,
    customer_group_code: str | None = None,
) -> Place:
    """The place for what a client asked for (None: nothing). What is not offered falls back, and the place says so.

    A market in which the channel does not sell counts as not served.
    """
    fallbacks = []
    channel = atlas.channel(channel_code)
    market = atlas.market_of_country(country, channel) if country else atlas.default_market_of(channel)
    if market is None:
        market = atlas.default_market_of(channel)
        fallbacks.append(
            Fallback(
                ContextArgument.COUNTRY, country or "", market.default_country_code, FallbackReason.COUNTRY_NOT_SERVED
            )
        )
        country = None
    country = country or market.default_country_code
    tag = next((offered for offered in market.language_tags if offered == language), None)
    if tag is None:
        tag = (
            next((each for each in atlas.language_chain(language)[1:] if each in market.language_tags), None)
            if language
            else None
        )
        tag = tag or market.default_language_tag
        if language:
            fallbacks.append(Fallback(ContextArgument.LANGUAGE, language, tag, FallbackReason.LANGUAGE_NOT_OFFERED))
    if currency and currency not in market.currency_codes:
        fallbacks.append(
            Fallback(ContextArgument.CURRENCY, currency, market.currency_code, FallbackReason.CURRENCY_NOT_OFFERED)
        )
    return Place(
        market_id=market.id,
        market_code=market.code,
        country_code=country,
        language_tag=tag,
        language_chain=atlas.language_chain(tag),
        currency_code=currency if currency and currency in market.currency_codes else market.currency_code,
        displays_tax=market.displays_tax,
        channel_code=channel.code,
        customer_group_code=customer_group_code,
        fallbacks=tuple(fallbacks),
    )
