"""Why what staff say about search is not taken."""

from app.core.described import DescribedEnum


class MerchandisingErrorCode(DescribedEnum):
    """Why synonyms, the words of a language or a rule of search were not written."""

    SYNONYMS_NOT_FOUND = "SYNONYMS_NOT_FOUND", "No synonyms have this id."
    RULE_NOT_FOUND = "RULE_NOT_FOUND", "No rule of search has this id."
    STALE_VERSION = "STALE_VERSION", "It has changed since it was read: `detail` says to which version."
    CODE_TAKEN = "CODE_TAKEN", "Another rule has this code."
    INVALID_CODE = "INVALID_CODE", "The code is not of small letters, digits and single hyphens, a letter first."
    INVALID_NOTE = "INVALID_NOTE", "The note is too long, or has characters that do not print."
    LANGUAGE_NOT_SPOKEN = "LANGUAGE_NOT_SPOKEN", "The shop does not speak this language: add it with `languagesUpdate`."
    MARKET_NOT_FOUND = "MARKET_NOT_FOUND", "No market has this code."
    CHANNEL_NOT_FOUND = "CHANNEL_NOT_FOUND", "No channel has this code."
    PRODUCT_NOT_FOUND = "PRODUCT_NOT_FOUND", "No product has this id."
    CATEGORY_NOT_FOUND = "CATEGORY_NOT_FOUND", "No category has this id."
    COLLECTION_NOT_FOUND = "COLLECTION_NOT_FOUND", "No collection has this id."
    BRAND_NOT_FOUND = "BRAND_NOT_FOUND", "No brand has this id."
    ATTRIBUTE_NOT_FOUND = "ATTRIBUTE_NOT_FOUND", "No attribute has this code."
    ATTRIBUTE_VALUE_INVALID = (
        "ATTRIBUTE_VALUE_INVALID",
        "The attribute is not one of choices or of yes and no, or has no such value.",
    )
    INVALID_TAG = "INVALID_TAG", "A tag is empty, too long, or has characters that do not print."
    INVALID_WORD = "INVALID_WORD", "A word has no letter or digit, is too long, or has characters that do not print."
    WORD_REPEATED = "WORD_REPEATED", "A word is named twice; case, accents and punctuation do not count."
    TOO_FEW_WORDS = (
        "TOO_FEW_WORDS",
        "Words that mean the same are at least two; with a direction, one is enough.",
    )
    NOT_OF_KIND = "NOT_OF_KIND", "Only synonyms of the kind `ONE_WAY` have `others`, and all of those have some."
    SYNONYMS_CIRCULAR = (
        "SYNONYMS_CIRCULAR",
        "The words lead back to themselves, here or by other synonyms: make them `EQUIVALENT`.",
    )
    SYNONYMS_REPEATED = "SYNONYMS_REPEATED", "Other synonyms of the language say the same already."
    INVALID_STOP_WORD = "INVALID_STOP_WORD", "What is to be left out is more than one word, or none."
    INVALID_FIELD_ORDER = "INVALID_FIELD_ORDER", "The order does not name every field once."
    TRIGGER_MISSING = "TRIGGER_MISSING", "The rule names neither searches nor categories to apply to."
    EFFECT_MISSING = "EFFECT_MISSING", "The rule pins, boosts, buries and redirects nothing."
    INVALID_QUERY = (
        "INVALID_QUERY",
        "A search has no letter or digit, is too long, or has characters that do not print.",
    )
    QUERY_REPEATED = "QUERY_REPEATED", "A search is named twice; case, accents and punctuation do not count."
    PRODUCT_REPEATED = "PRODUCT_REPEATED", "A product is pinned twice."
    POSITION_TAKEN = "POSITION_TAKEN", "Two products are pinned to one position."
    POSITION_OUT_OF_RANGE = "POSITION_OUT_OF_RANGE", "The position is not within its limits."
    TARGET_MISSING = "TARGET_MISSING", "It is not said what to boost or bury."
    WEIGHT_OUT_OF_RANGE = "WEIGHT_OUT_OF_RANGE", "The weight is not within its limits."
    INVALID_REDIRECT = (
        "INVALID_REDIRECT",
        "The address is neither a path that begins with one slash nor an http or https address.",
    )
    ENDS_BEFORE_START = "ENDS_BEFORE_START", "The end is not after the start."
    PRIORITY_OUT_OF_RANGE = "PRIORITY_OUT_OF_RANGE", "The priority is not within its limits."
    TOO_MANY = "TOO_MANY", "There are more of them than one rule, one language or one shop can have."
