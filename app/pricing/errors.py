"""Why prices, and what decides them, are not written."""

from app.core.described import DescribedEnum


class PricingErrorCode(DescribedEnum):
    """Why a price, a price list, a sale, a rounding rule or a market's pricing was not written."""

    PRICE_LIST_NOT_FOUND = "PRICE_LIST_NOT_FOUND", "No price list has this id or code."
    SALE_NOT_FOUND = "SALE_NOT_FOUND", "No sale has this id."
    ROUNDING_RULE_NOT_FOUND = "ROUNDING_RULE_NOT_FOUND", "No rounding rule has this id."
    VARIANT_NOT_FOUND = "VARIANT_NOT_FOUND", "No variant that is sold has this id or SKU."
    MARKET_NOT_FOUND = "MARKET_NOT_FOUND", "No market has this id."
    CHANNEL_NOT_FOUND = "CHANNEL_NOT_FOUND", "No channel has this code."
    COUNTRY_NOT_SERVED = "COUNTRY_NOT_SERVED", "No market delivers to this country."
    CUSTOMER_GROUP_NOT_FOUND = "CUSTOMER_GROUP_NOT_FOUND", "No customer group has this code."
    TARGET_NOT_FOUND = "TARGET_NOT_FOUND", "No product, category, collection or brand has this id."
    ATTRIBUTE_NOT_FOUND = "ATTRIBUTE_NOT_FOUND", "No attribute has this code."
    ATTRIBUTE_VALUE_INVALID = (
        "ATTRIBUTE_VALUE_INVALID",
        "The attribute cannot have this value, or is of a kind that nothing is found by.",
    )
    STALE_VERSION = "STALE_VERSION", "It has changed since it was read: `detail` says to which version."
    CODE_TAKEN = "CODE_TAKEN", "Another one of its kind has this code."
    INVALID_CODE = "INVALID_CODE", "The code is not of small letters, digits and single hyphens, a letter first."
    INVALID_NAME = "INVALID_NAME", "A name is empty, too long, or has characters that do not print."
    NO_ENGLISH_NAME = "NO_ENGLISH_NAME", "There is no name in English, which every language falls back to in the end."
    LANGUAGE_REPEATED = "LANGUAGE_REPEATED", "A language is named twice."
    LANGUAGE_NOT_SPOKEN = "LANGUAGE_NOT_SPOKEN", "The shop does not speak this language: add it with `languagesUpdate`."
    IN_USE = "IN_USE", "Something refers to it: prices, or a market that converts it."
    AMOUNT_OUT_OF_RANGE = "AMOUNT_OUT_OF_RANGE", "An amount is negative, or larger than any price."
    AMOUNT_TOO_FINE = "AMOUNT_TOO_FINE", "An amount has more decimals than its currency."
    AMOUNT_MISSING = "AMOUNT_MISSING", "The sale says no amount in a currency of its markets."
    COMPARE_AT_NOT_HIGHER = "COMPARE_AT_NOT_HIGHER", "The price to compare with is not above the price."
    QUANTITY_OUT_OF_RANGE = "QUANTITY_OUT_OF_RANGE", "The quantity from which a price holds is below 1, or too large."
    ENDS_BEFORE_START = "ENDS_BEFORE_START", "The end is not after the start."
    PRICES_OVERLAP = "PRICES_OVERLAP", "Two dated prices of a variant would hold at the same time."
    PRICE_REPEATED = "PRICE_REPEATED", "The same price is given twice."
    CURRENCY_REPEATED = "CURRENCY_REPEATED", "A currency is named twice."
    CURRENCY_IN_USE = "CURRENCY_IN_USE", "The list has prices, whose amounts are of its currency: make another list."
    TAX_NOT_INCLUDED = "TAX_NOT_INCLUDED", "The list names a country whose tax its amounts contain; they contain none."
    PERCENT_OUT_OF_RANGE = "PERCENT_OUT_OF_RANGE", "The percentage is not within its limits."
    NOT_OF_KIND = "NOT_OF_KIND", "A sale by percentage has amounts, or another one a percentage, or neither is given."
    FEE_OUT_OF_RANGE = "FEE_OUT_OF_RANGE", "The fee is not a fraction from 0 up to and without 1."
    NUMBER_OUT_OF_RANGE = "NUMBER_OUT_OF_RANGE", "The number is not within its limits."
    INVALID_ROUNDING = "INVALID_ROUNDING", "The rounding rule leads to no price, or turns the order of prices round."
    TOO_MANY = "TOO_MANY", "There is more of it than one request, or one thing, can have."
