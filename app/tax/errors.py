"""Why what staff say of tax is not taken."""

from app.core.described import DescribedEnum


class TaxErrorCode(DescribedEnum):
    """Why a rate, a class or a registration was not changed."""

    INVALID_RATE = "INVALID_RATE", "The rate is negative, 1 or more, no number, or has more than five decimals."
    UNKNOWN_COUNTRY = "UNKNOWN_COUNTRY", "No country has this code."
    UNKNOWN_REGION = "UNKNOWN_REGION", "The country has no region of this code."
    UNKNOWN_TAX_CLASS = "UNKNOWN_TAX_CLASS", "The shop has no tax class of this code."
    INVALID_COMPONENT = "INVALID_COMPONENT", "What a tax is called is 2 to 16 capital letters, digits and underscores."
    INVALID_SOURCE = "INVALID_SOURCE", "Where the rate is written is left out or too long."
    END_BEFORE_START = "END_BEFORE_START", "The day on which it ends is not after the one on which it begins."
    RATES_OVERLAP = "RATES_OVERLAP", "Another rate of the same tax holds on some of these days."
    RATE_REPEATED = "RATE_REPEATED", "The same rate stands in the input twice."
    RATE_NOT_FOUND = "RATE_NOT_FOUND", "There is no such rate."
    REFERENCE_RATE = "REFERENCE_RATE", "The rate came with the shop and cannot be deleted; set one of your own."
    TOO_MANY_ROWS = "TOO_MANY_ROWS", "More rows than one request may carry."
    INVALID_CODE = "INVALID_CODE", "A code is small letters, digits and single hyphens, a letter first."
    CODE_TAKEN = "CODE_TAKEN", "Another tax class has this code."
    INVALID_NAME = "INVALID_NAME", "A name is empty or too long, or has line breaks."
    LANGUAGE_REPEATED = "LANGUAGE_REPEATED", "A language stands in the input twice."
    LANGUAGE_NOT_SPOKEN = "LANGUAGE_NOT_SPOKEN", "The shop does not speak the language."
    ENGLISH_NAME_MISSING = "ENGLISH_NAME_MISSING", "There is no English name."
    TAX_CLASS_IN_USE = "TAX_CLASS_IN_USE", "Products or rates have the class, or it is the standard one."
    TAX_CLASS_NOT_FOUND = "TAX_CLASS_NOT_FOUND", "There is no such tax class."
    INVALID_VAT_ID = "INVALID_VAT_ID", "The number is no VAT id of the country: its format or a check digit is wrong."
    INVALID_NUMBER = "INVALID_NUMBER", "A registration's number is empty or too long."
    REGISTRATIONS_OVERLAP = "REGISTRATIONS_OVERLAP", "Another registration in the country holds on some of these days."
    HOMES_OVERLAP = "HOMES_OVERLAP", "Another registration is the seller's home on some of these days."
    REGISTRATION_NOT_FOUND = "REGISTRATION_NOT_FOUND", "There is no such registration."
    STALE_VERSION = "STALE_VERSION", "It was changed since you read it. Read it again."
