"""Inputs of the setup of a shop."""

from collections.abc import Sequence

import strawberry
from strawberry import UNSET

from app.inventory import WarehouseChange
from app.markets import ChannelChange, MarketChange
from schema.core.codes import CountryCode, CurrencyCode, LanguageCode

_CODE = "A short name that does not change: small letters, digits and single hyphens, a letter first, at most 64."
_NAMES = "Its name by language, 1 to 120 characters each; English among them."
_VERSION = "The version of it that you read; another one is refused. Left out: whichever it has."
_COUNTRIES = "The countries that it delivers to. A country belongs to one market."
_LANGUAGES = "The languages that it offers, in their order. The shop must speak them: see `languagesUpdate`."
_DISPLAYS_TAX = "Whether prices are shown with tax."
_CURRENCIES = "The currencies that it offers beside its own, in their order; at most 50."
_DAYS = "The time zone that its days begin and end by, as the IANA database names it: `Europe/Berlin`."
_DEFAULT_MARKET = "Whether it is the market of those who name no country. It takes that over from the one that was."
_MARKETS = "The codes of the markets that it sells in; none: all of them, those too that come later."
_DEFAULT_OF_CHANNEL = "The code of the market of those who name no country; null: the shop's default one."
_DEFAULT_CHANNEL = "Whether those who name no storefront see the shop through it."
_HOUR = "Orders that are placed before this local hour leave on the same working day: 0 to 24."
_ZONE = "Its time zone, as the IANA database names it: `Europe/Berlin`."


@strawberry.input(description="A name in one language.")
class LocalizedNameInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name.")


def pairs(names: Sequence[LocalizedNameInput]) -> list[tuple[str, str]]:
    """As use cases take them: tag and name."""
    return [(str(each.language_code), each.name.strip()) for each in names]


@strawberry.input(description="A language that the shop speaks.")
class LanguageInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    fallback_language_code: LanguageCode | None = strawberry.field(
        default=UNSET,
        description="Where a text is not there in the language, the language to look for it in; English if left out.",
    )


@strawberry.input(description="Languages to add, or to let fall back to others.")
class LanguagesUpdateInput:
    languages: list[LanguageInput] = strawberry.field(
        description="The languages, in any order. Those that the shop speaks already, and are not named, stay."
    )


@strawberry.input(description="A market to make.")
class MarketCreateInput:
    code: str = strawberry.field(description=_CODE)
    names: list[LocalizedNameInput] = strawberry.field(description=_NAMES)
    currency_code: CurrencyCode = strawberry.field(description="The currency that it sells in, for ever.")
    displays_tax: bool = strawberry.field(description=_DISPLAYS_TAX)
    country_codes: list[CountryCode] = strawberry.field(description=_COUNTRIES)
    default_country_code: CountryCode | None = strawberry.field(
        default=UNSET, description="The country of those who name none; the first one if left out."
    )
    language_codes: list[LanguageCode] = strawberry.field(description=_LANGUAGES)
    default_language_code: LanguageCode | None = strawberry.field(
        default=UNSET, description="The language of those who name none; the first one if left out."
    )
    time_zone: str = strawberry.field(default="UTC", description=f"{_DAYS} Sales begin by it.")
    more_currency_codes: list[CurrencyCode] = strawberry.field(default_factory=list, description=_CURRENCIES)
    is_default: bool = strawberry.field(
        default=False, description=f"{_DEFAULT_MARKET} The first market of a shop is the default one in any case."
    )


@strawberry.input(description="What to change of a market. What is left out stays as it is.")
class MarketUpdateInput:
    id: strawberry.ID = strawberry.field(description="The market.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)
    names: list[LocalizedNameInput] | None = strawberry.field(default=UNSET, description=_NAMES)
    displays_tax: bool | None = strawberry.field(default=UNSET, description=_DISPLAYS_TAX)
    country_codes: list[CountryCode] | None = strawberry.field(default=UNSET, description=_COUNTRIES)
    default_country_code: CountryCode | None = strawberry.field(
        default=UNSET, description="The country of those who name none."
    )
    language_codes: list[LanguageCode] | None = strawberry.field(default=UNSET, description=_LANGUAGES)
    default_language_code: LanguageCode | None = strawberry.field(
        default=UNSET, description="The language of those who name none."
    )
    time_zone: str | None = strawberry.field(default=UNSET, description=_DAYS)
    more_currency_codes: list[CurrencyCode] | None = strawberry.field(default=UNSET, description=_CURRENCIES)
    is_default: bool | None = strawberry.field(default=UNSET, description=_DEFAULT_MARKET)

    def to_change(self) -> MarketChange:
        """The change. Null is as if left out."""
        change = MarketChange()
        if self.names:
            change["names"] = pairs(self.names)
        if isinstance(self.displays_tax, bool):
            change["displays_tax"] = self.displays_tax
        if isinstance(self.country_codes, list):
            change["country_codes"] = [str(code) for code in self.country_codes]
        if self.default_country_code:
            change["default_country_code"] = str(self.default_country_code)
        if isinstance(self.language_codes, list):
            change["language_tags"] = [str(tag) for tag in self.language_codes]
        if self.default_language_code:
            change["default_language_tag"] = str(self.default_language_code)
        if isinstance(self.time_zone, str):
            change["time_zone"] = self.time_zone
        if isinstance(self.more_currency_codes, list):
            change["more_currency_codes"] = [str(code) for code in self.more_currency_codes]
        if isinstance(self.is_default, bool):
            change["is_default"] = self.is_default
        return change


@strawberry.input(description="A market to delete.")
class MarketDeleteInput:
    id: strawberry.ID = strawberry.field(description="The market.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)


@strawberry.input(description="A channel to make.")
class ChannelCreateInput:
    code: str = strawberry.field(description=_CODE)
    names: list[LocalizedNameInput] = strawberry.field(description=_NAMES)
    market_codes: list[str] = strawberry.field(default_factory=list, description=_MARKETS)
    default_market_code: str | None = strawberry.field(default=UNSET, description=_DEFAULT_OF_CHANNEL)
    is_default: bool = strawberry.field(default=False, description=_DEFAULT_CHANNEL)


@strawberry.input(description="What to change of a channel. What is left out stays as it is.")
class ChannelUpdateInput:
    code: str = strawberry.field(description="The channel's code.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)
    names: list[LocalizedNameInput] | None = strawberry.field(default=UNSET, description=_NAMES)
    market_codes: list[str] | None = strawberry.field(default=UNSET, description=_MARKETS)
    default_market_code: str | None = strawberry.field(default=UNSET, description=_DEFAULT_OF_CHANNEL)
    is_default: bool | None = strawberry.field(default=UNSET, description=_DEFAULT_CHANNEL)

    def to_change(self) -> ChannelChange:
        """The change. Null says something of the default market only; elsewhere it is as if left out."""
        change = ChannelChange()
        if self.names:
            change["names"] = pairs(self.names)
        if isinstance(self.market_codes, list):
            change["market_codes"] = self.market_codes
        if self.default_market_code is not UNSET:
            change["default_market_code"] = self.default_market_code
        if isinstance(self.is_default, bool):
            change["is_default"] = self.is_default
        return change


@strawberry.input(description="A warehouse to make.")
class WarehouseCreateInput:
    code: str = strawberry.field(description=_CODE)
    names: list[LocalizedNameInput] = strawberry.field(description=_NAMES)
    country_code: CountryCode = strawberry.field(description="The country that it stands in.")
    time_zone: str = strawberry.field(description=_ZONE)
    cut_off_hour: int = strawberry.field(default=14, description=_HOUR)


@strawberry.input(description="What to change of a warehouse. What is left out stays as it is.")
class WarehouseUpdateInput:
    id: strawberry.ID = strawberry.field(description="The warehouse.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)
    names: list[LocalizedNameInput] | None = strawberry.field(default=UNSET, description=_NAMES)
    country_code: CountryCode | None = strawberry.field(default=UNSET, description="The country that it stands in.")
    time_zone: str | None = strawberry.field(default=UNSET, description=_ZONE)
    cut_off_hour: int | None = strawberry.field(default=UNSET, description=_HOUR)

    def to_change(self) -> WarehouseChange:
        """The change. Null is as if left out."""
        change = WarehouseChange()
        if self.names:
            change["names"] = pairs(self.names)
        if self.country_code:
            change["country_code"] = str(self.country_code)
        if isinstance(self.time_zone, str):
            change["time_zone"] = self.time_zone
        if isinstance(self.cut_off_hour, int):
            change["cut_off_hour"] = self.cut_off_hour
        return change


def version_of(given: int | None) -> int | None:
    """The version, where one was sent."""
    return given if isinstance(given, int) else None
