"""Why prices are not written."""

from app.core.described import DescribedEnum


class PricingErrorCode(DescribedEnum):
    """Why prices were not written."""

    AMOUNT_OUT_OF_RANGE = "AMOUNT_OUT_OF_RANGE", "An amount is negative, or larger than any price."
