"""From what a client asks for to a place in a market."""

from uuid import UUID

import pytest

from app.core.context import ContextArgument, Fallback, FallbackReason
from app.markets import Atlas, MarketFacts, resolve_place


def market(
    code: str, currency: str, countries: tuple[str, ...], languages: tuple[str, ...], *, default: bool = False
) -> MarketFacts:
    return MarketFacts(
        id=UUID(int=hash(code) & 0xFFFF),
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


ATLAS = Atlas(
    markets=(
        market("eu", "EUR", ("DE", "AT", "FR"), ("en", "de", "fr"), default=True),
        market("jp", "JPY", ("JP",), ("ja", "en")),
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
    circular = Atlas(markets=ATLAS.markets, language_fallbacks={"a": "b", "b": "a"})

    assert ATLAS.language_chain("zh-Hant") == ("zh-Hant", "zh-Hans", "en", "en")
    assert ATLAS.language_chain("en") == ("en", "en", "en", "en")
    assert circular.language_chain("a") == ("a", "b", "en", "en")
