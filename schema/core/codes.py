"""Enumerations of countries, languages and currencies, and how a domain's enumeration becomes a GraphQL one."""

from enum import Enum
from typing import TYPE_CHECKING, TypeVar

import strawberry
from babel import Locale
from babel.numbers import get_currency_name
from strawberry.types.enum import StrawberryEnumDefinition

from app.core.codes import country_codes, currency_codes, language_code, language_tags
from app.core.described import DescribedEnum

KindT = TypeVar("KindT", bound=type[Enum])

_ENGLISH = Locale("en")


def enumeration(kind: KindT, *, name: str | None = None, description: str | None = None) -> KindT:
    """Make a GraphQL enumeration of a domain's: its docstring and its values' descriptions are the documentation.

    Every room that names one says so; the first to do it decides.
    """
    if "__strawberry_definition__" in vars(kind):
        return kind
    strawberry.enum(kind, name=name, description=description or (kind.__doc__ or "").strip())
    definition: StrawberryEnumDefinition = kind.__strawberry_definition__  # type: ignore[attr-defined] # set by the line above
    for value in definition.values:
        value.description = kind[value.name].description  # type: ignore[attr-defined] # kinds are DescribedEnums
    return kind


def _language_name(tag: str) -> str:
    return _ENGLISH.languages.get(tag) or str(Locale.parse(tag, sep="-").english_name)


if TYPE_CHECKING:
    CountryCode = str
    CurrencyCode = str
    LanguageCode = str
else:
    # Made of code lists, so no type checker can know the members: to it they are the text that they are.
    CountryCode = enumeration(
        DescribedEnum("CountryCode", {code: (code, f"{_ENGLISH.territories[code]}.") for code in country_codes()}),
        description="A country or territory: ISO 3166-1 alpha-2, and XK for Kosovo.",
    )
    CurrencyCode = enumeration(
        DescribedEnum(
            "CurrencyCode", {code: (code, f"{get_currency_name(code, locale='en')}.") for code in currency_codes()}
        ),
        description="A currency in use: ISO 4217 alpha-3.",
    )
    LanguageCode = enumeration(
        DescribedEnum(
            "LanguageCode", {language_code(tag): (tag, f"{_language_name(tag)} ({tag}).") for tag in language_tags()}
        ),
        description="A language: ISO 639-1, with a script or region where shops tell them apart.",
    )
