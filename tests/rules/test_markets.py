"""From what a client asks for to a place in a market."""

from uuid import UUID

import pytest

from app.core.context import ContextArgument, Fallback, FallbackReason
from app.core.errors import RequestError
from app.markets import Atlas, ChannelFacts, MarketFacts, resolve_place


def market(
    code: str, currency: str, countries: tuple[str, ...], languages: tuple[str, ...], *, default: bool = False
) -> MarketFacts:
    return MarketFacts(
        id=UUID(bytes=code.encode().ljust(16)),
        code=code,
        names={"en": code},
        currency_code=currency,
        displays_tax=True,
        default_country_code=countries[0],
        default_language_tag=languages[0],
        country_codes=countries,
        language_tags=languages,
        is_default=default,
    )


EU = market("eu", "EUR", ("DE", "AT", "FR"), ("en", "de", "fr"), default=True)
JP = market("jp", "JPY", ("JP",), ("ja", "en"))
WEB = ChannelFacts("web", {"en": "Web"}, is_default=True)
ATLAS = Atlas(
    markets=(EU, JP),
    channels=(
        WEB,
        ChannelFacts("tokyo", {"en": "Tokyo"}, is_default=False, market_ids=frozenset({JP.id})),
        ChannelFacts("kiosk", {"en": "Kiosk"}, is_default=False, default_market_id=JP.id),
        ChannelFacts("europe", {"en": "E"}, is_default=False, market_ids=frozenset({EU.id}), default_market_id=JP.id),
    ),
    language_fallbacks={"de-AT": "de", "de": "en", "zh-Hant": "zh-Hans", "zh-Hans": "en", "ja": "en", "fr": "en"},
)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ((None, None, None), ("eu", "DE", "en", "EUR")),
        (("AT", "de", "EUR"), ("eu", "AT", "de", "EUR")),
        (("JP", None, None), ("jp", "JP", "ja", "JPY")),
        ((None, "fr", None), ("eu", "DE", "fr", "EUR")),
    ],
)
def test_what_is_offered_is_given(asked: tuple[str | None, ...], place: tuple[str, ...]) -> None:
    resolved = resolve_place(ATLAS, *asked)

    assert (resolved.market_code, resolved.country_code, resolved.language_tag, resolved.currency_code) == place
    assert resolved.fallbacks == ()


def test_a_language_falls_back_along_its_chain_before_it_falls_to_the_markets_own() -> None:
    place = resolve_place(ATLAS, "AT", "de-AT", None)

    assert place.language_tag == "de"
    assert place.fallbacks == (Fallback(ContextArgument.LANGUAGE, "de-AT", "de", FallbackReason.LANGUAGE_NOT_OFFERED),)


def test_what_no_market_offers_falls_back_and_is_told() -> None:
    place = resolve_place(ATLAS, "BR", "pt-BR", "BRL")

    assert (place.market_code, place.country_code, place.language_tag, place.currency_code) == ("eu", "DE", "en", "EUR")
    assert place.fallbacks == (
        Fallback(ContextArgument.COUNTRY, "BR", "DE", FallbackReason.COUNTRY_NOT_SERVED),
        Fallback(ContextArgument.LANGUAGE, "pt-BR", "en", FallbackReason.LANGUAGE_NOT_OFFERED),
        Fallback(ContextArgument.CURRENCY, "BRL", "EUR", FallbackReason.CURRENCY_NOT_OFFERED),
    )


def test_a_chain_has_four_links_and_ends_in_english_even_where_the_data_runs_in_a_circle() -> None:
    circular = Atlas(markets=ATLAS.markets, channels=(WEB,), language_fallbacks={"a": "b", "b": "a"})

    assert ATLAS.language_chain("zh-Hant") == ("zh-Hant", "zh-Hans", "en", "en")
    assert ATLAS.language_chain("en") == ("en", "en", "en", "en")
    assert circular.language_chain("a") == ("a", "b", "en", "en")


@pytest.mark.parametrize(
    ("channel", "country", "place"),
    [
        (None, None, ("web", "eu", "DE")),
        (None, "JP", ("web", "jp", "JP")),
        ("tokyo", None, ("tokyo", "jp", "JP")),
        ("tokyo", "JP", ("tokyo", "jp", "JP")),
        ("kiosk", None, ("kiosk", "jp", "JP")),
        ("kiosk", "FR", ("kiosk", "eu", "FR")),
        ("europe", None, ("europe", "eu", "DE")),  # its default market is none that it sells in any more
        ("gone", "JP", ("web", "jp", "JP")),
    ],
)
def test_a_channel_has_a_default_market_of_its_own(
    channel: str | None, country: str | None, place: tuple[str, str, str]
) -> None:
    resolved = resolve_place(ATLAS, country, None, None, channel)

    assert (resolved.channel_code, resolved.market_code, resolved.country_code) == place
    assert resolved.fallbacks == ()


@pytest.mark.parametrize(
    ("channel", "country", "resolved"), [("tokyo", "DE", "JP"), ("europe", "JP", "DE"), ("tokyo", "BR", "JP")]
)
def test_a_market_outside_the_channel_is_not_served(channel: str, country: str, resolved: str) -> None:
    place = resolve_place(ATLAS, country, None, None, channel)

    assert place.country_code == resolved
    assert place.fallbacks == (Fallback(ContextArgument.COUNTRY, country, resolved, FallbackReason.COUNTRY_NOT_SERVED),)


def test_a_shop_without_a_market_says_so() -> None:
    empty = Atlas(markets=(), channels=(ChannelFacts("default", {}, is_default=True),), language_fallbacks={})

    with pytest.raises(RequestError) as refused:
        resolve_place(empty, "DE", None, None)

    assert refused.value.code == "SHOP_HAS_NO_MARKET"
