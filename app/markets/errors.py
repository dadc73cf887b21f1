"""Why the setup of the shop is not changed. Customers and inventory refuse their part of it with the same codes."""

from app.core.described import DescribedEnum


class SettingsErrorCode(DescribedEnum):
    """Why a language, market, channel, customer group or warehouse was not written."""

    MARKET_NOT_FOUND = "MARKET_NOT_FOUND", "No market has this id or code."
    CHANNEL_NOT_FOUND = "CHANNEL_NOT_FOUND", "No channel has this code."
    CUSTOMER_GROUP_NOT_FOUND = "CUSTOMER_GROUP_NOT_FOUND", "No customer group has this code."
    WAREHOUSE_NOT_FOUND = "WAREHOUSE_NOT_FOUND", "No warehouse has this id."
    STALE_VERSION = "STALE_VERSION", "It has changed since it was read: `detail` says to which version."
    CODE_TAKEN = "CODE_TAKEN", "Another one of its kind has this code."
    INVALID_CODE = "INVALID_CODE", "The code is not of small letters, digits and single hyphens, a letter first."
    INVALID_NAME = "INVALID_NAME", "A name is empty, too long, or has characters that do not print."
    NO_ENGLISH_NAME = "NO_ENGLISH_NAME", "There is no name in English, which every language falls back to in the end."
    LANGUAGE_REPEATED = "LANGUAGE_REPEATED", "A language is named twice."
    LANGUAGE_NOT_SPOKEN = "LANGUAGE_NOT_SPOKEN", "The shop does not speak this language: add it with `languagesUpdate`."
    LANGUAGE_CHAIN_CIRCULAR = "LANGUAGE_CHAIN_CIRCULAR", "A language would fall back, in the end, to itself."
    LANGUAGE_CHAIN_TOO_LONG = "LANGUAGE_CHAIN_TOO_LONG", "A language would fall back over more than two others."
    COUNTRY_SERVED_ELSEWHERE = "COUNTRY_SERVED_ELSEWHERE", "Another market serves this country."
    DEFAULT_COUNTRY_NOT_SERVED = "DEFAULT_COUNTRY_NOT_SERVED", "The default country is none of the market's countries."
    DEFAULT_LANGUAGE_NOT_OFFERED = (
        "DEFAULT_LANGUAGE_NOT_OFFERED",
        "The default language is none of the market's languages.",
    )
    DEFAULT_MARKET_NEEDED = "DEFAULT_MARKET_NEEDED", "One market is the default: make another one the default first."
    DEFAULT_CHANNEL_NEEDED = "DEFAULT_CHANNEL_NEEDED", "One channel is the default: make another one the default first."
    MARKET_NOT_SOLD_IN = "MARKET_NOT_SOLD_IN", "The channel's default market is none that it sells in."
    TOO_MANY_CURRENCIES = "TOO_MANY_CURRENCIES", "The market would offer more currencies than it can."
    INVALID_TIME_ZONE = "INVALID_TIME_ZONE", "The time zone is none of the IANA database, such as `Europe/Berlin`."
    INVALID_HOUR = "INVALID_HOUR", "The hour is not between 0 and 24."
    IN_USE = "IN_USE", "Something refers to it: carts, orders, a price list, a sale, a channel or a storefront."
