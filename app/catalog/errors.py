"""Why the catalog refuses to write something."""

from app.core.described import DescribedEnum


class CatalogErrorCode(DescribedEnum):
    """Why a product, category or collection was not written."""

    SLUG_TAKEN = "SLUG_TAKEN", "Another product has this slug."
    SKU_TAKEN = "SKU_TAKEN", "Another product has a variant with this SKU."
    SKU_REPEATED = "SKU_REPEATED", "Two variants of the product have the same SKU."
    NO_VARIANT = "NO_VARIANT", "A product needs at least one variant."
    NO_NAME = "NO_NAME", "A product, category or collection needs a name in at least one language."
    CHOICE_UNKNOWN = "CHOICE_UNKNOWN", "A variant does not choose exactly one of the values of each option."
    CHOICES_REPEATED = "CHOICES_REPEATED", "Two variants of the product have the same option values."
    VALUE_INVALID = "VALUE_INVALID", "A slug, SKU, HS code, country or weight is not written as such values are."
