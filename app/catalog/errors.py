"""Why the catalog refuses to write something."""

from app.core.described import DescribedEnum


class CatalogErrorCode(DescribedEnum):
    """Why a product, category, collection, brand, type, attribute or operator was not written."""

    SLUG_TAKEN = "SLUG_TAKEN", "Another one of its kind has this slug, or has had it."
    SKU_TAKEN = "SKU_TAKEN", "Another product has a variant with this SKU."
    SKU_REPEATED = "SKU_REPEATED", "Two variants of the product have the same SKU."
    NO_VARIANT = "NO_VARIANT", "A product needs at least one variant."
    NO_NAME = "NO_NAME", "A product, category or collection needs a name in at least one language."
    CHOICE_UNKNOWN = "CHOICE_UNKNOWN", "A variant does not choose exactly one of the values of each option."
    CHOICES_REPEATED = "CHOICES_REPEATED", "Two variants of the product have the same option values."
    VALUE_INVALID = "VALUE_INVALID", "A slug, SKU, HS code, country or weight is not written as such values are."
    NOT_FOUND = "NOT_FOUND", "Nothing of this kind has this id."
    STALE_VERSION = "STALE_VERSION", "It has changed since it was read: `detail` says to which version."
    CODE_TAKEN = "CODE_TAKEN", "Another one of its kind has this code."
    IN_USE = "IN_USE", "Products still use what was to be removed or changed."
    NEEDED_BY_OTHERS = (
        "NEEDED_BY_OTHERS",
        "Product types, categories below, or the rules of collections still need what was to be removed.",
    )
    REFERENCE_UNKNOWN = "REFERENCE_UNKNOWN", "It names something that is not there."
    CATEGORY_CIRCLE = "CATEGORY_CIRCLE", "A category cannot stand below itself, or below one of its own descendants."
    RULE_INVALID = "RULE_INVALID", "The rule of a collection cannot be followed."
    COLLECTION_BY_RULE = "COLLECTION_BY_RULE", "A rule decides which products are in the collection."
    TOO_MANY = "TOO_MANY", "There are more of them than one request can have."
    LIMIT_REACHED = "LIMIT_REACHED", "It would have more of them than such a thing can have."
    EU_SAFETY_DATA_MISSING = (
        "EU_SAFETY_DATA_MISSING",
        (
            "A publication reaches the European Economic Area, where products are offered only with their manufacturer "
            "and, where that is elsewhere, a responsible person: Regulation (EU) 2023/988."
        ),
    )
    ATTRIBUTE_UNKNOWN = "ATTRIBUTE_UNKNOWN", "The product type has no such attribute there."
    ATTRIBUTE_MISSING = "ATTRIBUTE_MISSING", "The product type requires a value of this attribute."
    ATTRIBUTE_VALUE_INVALID = "ATTRIBUTE_VALUE_INVALID", "The value is not of the attribute's kind."
    WRONG_UNIT = "WRONG_UNIT", "The unit measures something else than the attribute's, or is not known."
    ENDS_BEFORE_START = "ENDS_BEFORE_START", "A publication, or its window in a market, ends before it has begun."
    REPEATED = "REPEATED", "The same thing is named twice, where it can be named only once."
    BUNDLE_NESTED = "BUNDLE_NESTED", "A bundle consists of variants that are no bundles themselves."
    CHANGED_MEANWHILE = "CHANGED_MEANWHILE", "Others were writing the same at the same moment. Try again."
