"""How a request's country, language and currency become a place in a market."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.core.context import ContextArgument, Fallback, FallbackReason, Place
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


@dataclass(frozen=True)
class Atlas:
    """All markets and languages: small, read often, cached whole."""

    markets: tuple[MarketFacts, ...]
    language_fallbacks: Mapping[str, str | None]

    @property
    def default_market(self) -> MarketFacts:
        return next(market for market in self.markets if market.is_default)

    def market_of_country(self, country_code: str) -> MarketFacts | None:
        """The market that serves the country."""
        return next((market for market in self.markets if country_code in market.country_codes), None)

    def market_by_id(self, market_id: UUID) -> MarketFacts:
        return next(market for market in self.markets if market.id == market_id)

    def language_chain(self, language_tag: str) -> tuple[str, ...]:
        """The language, what it falls back to, and so on; English is last, and fills the chain up."""
        chain: list[str] = []
        tag: str | None = language_tag
        while tag and tag not in chain and len(chain) < LANGUAGES_IN_A_CHAIN - 1:
            chain.append(tag)
            tag = self.language_fallbacks.get(tag)
        return (*chain, *["en"] * (LANGUAGES_IN_A_CHAIN - len(chain)))


def resolve_place(atlas: Atlas, country: str | None, language: str | None, currency: str | None) -> Place:
    """The place for what a client asked for (None: nothing). What is not offered falls back, and the place says so."""
    fallbacks = []
    market = atlas.market_of_country(country) if country else atlas.default_market
    if market is None:
        market = atlas.default_market
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
    if currency and currency != market.currency_code:
        fallbacks.append(
            Fallback(ContextArgument.CURRENCY, currency, market.currency_code, FallbackReason.CURRENCY_NOT_OFFERED)
        )
    return place_in(atlas, market, country, tag, tuple(fallbacks))


def place_in(
    atlas: Atlas, market: MarketFacts, country: str, language_tag: str, fallbacks: tuple[Fallback, ...] = ()
) -> Place:
    """The place of a country of this market, in this language."""
    return Place(
        market_id=market.id,
        market_code=market.code,
        country_code=country,
        language_tag=language_tag,
        language_chain=atlas.language_chain(language_tag),
        currency_code=market.currency_code,
        displays_tax=market.displays_tax,
        fallbacks=fallbacks,
    )
