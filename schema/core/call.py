"""`@inContext` and its headers: where an operation happens. The directive wins over the headers."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from graphql import GraphQLSchema, OperationDefinitionNode, get_directive_values
from graphql.execution.values import VariableValues
from strawberry import UNSET
from strawberry.directive import DirectiveLocation

from app.core.codes import country_codes, currency_codes, language_code, language_tags
from app.core.context import Place
from app.core.errors import RequestError
from app.markets import Atlas, nowhere, resolve_place
from schema.core.codes import CountryCode, CurrencyCode, LanguageCode

_KNOWN: Mapping[str, Mapping[str, str]] = {
    "country": {code: code for code in country_codes()},
    "language": {language_code(tag): tag for tag in language_tags()},
    "currency": {code: code for code in currency_codes()},
}


@strawberry.directive(
    locations=[DirectiveLocation.QUERY, DirectiveLocation.MUTATION, DirectiveLocation.SUBSCRIPTION],
    name="inContext",
    description="Where the operation happens. It decides the market, the prices, the tax and the texts, and wins over "
    "the headers Tradewind-Country, Tradewind-Language and Tradewind-Currency. What is not offered falls back: ask "
    "`context { fallbacks { … } }`.",
)
def in_context(
    country: Annotated[CountryCode | None, strawberry.argument(description="The country of delivery.")] = UNSET,
    language: Annotated[LanguageCode | None, strawberry.argument(description="The language of texts.")] = UNSET,
    currency: Annotated[CurrencyCode | None, strawberry.argument(description="The currency of prices.")] = UNSET,
) -> None:
    """Never run: it is read from the operation before that is executed."""
    raise AssertionError(f"@inContext stands on operations: {country}, {language}, {currency}")


def place_of(atlas: Atlas, asked: Mapping[str, str], *, is_staff: bool = False) -> Place:
    """Where an operation happens that asks for this country, language and currency, through this channel and of this
    customer group (their codes).

    Staff may ask in a shop that sells nowhere yet: they are to set it up.
    """
    get = asked.get
    if is_staff and not atlas.markets:
        return nowhere(atlas, get("language"))
    return resolve_place(atlas, get("country"), get("language"), get("currency"), get("channel"), get("group"))


def context_facts(place: Place) -> dict[str, Any]:
    """The place for `extensions.context`."""
    return {
        "channel": place.channel_code,
        "market": place.market_code,
        "countryCode": place.country_code,
        "languageCode": language_code(place.language_tag),
        "currencyCode": place.currency_code,
        "fallbacks": [
            {
                "argument": fallback.argument.value,
                "requested": fallback.requested,
                "resolved": fallback.resolved,
                "reason": fallback.reason.value,
            }
            for fallback in place.fallbacks
        ],
    }


def asked_by_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """What the headers ask for. Their names are in lower case."""
    asked = {}
    for argument, known in _KNOWN.items():
        header = f"Tradewind-{argument.title()}"
        text = headers.get(header.lower())
        if not text:
            continue
        value = known.get(text.strip().upper().replace("-", "_"))
        if value is None:
            raise RequestError(
                "INVALID_CONTEXT_HEADER", f"The header {header} says {text[:40]!r}, which is no {argument} that exists."
            )
        asked[argument] = value
    return asked


def asked_by_directive(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues
) -> dict[str, str]:
    """What `@inContext` asks for."""
    directive = schema.get_directive("inContext")
    values = get_directive_values(directive, operation, variables) if directive else None
    return {argument: str(value.value) for argument, value in (values or {}).items() if value}
