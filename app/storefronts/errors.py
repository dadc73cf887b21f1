"""Expected failures of storefronts, their tokens and their documents."""

from app.core.described import DescribedEnum


class StorefrontErrorCode(DescribedEnum):
    """Why a storefront or a token of one was not changed."""

    STOREFRONT_NOT_FOUND = "STOREFRONT_NOT_FOUND", "No storefront has this id."
    STALE_VERSION = "STALE_VERSION", "The storefront has changed since it was read: `detail` says to which version."
    CODE_TAKEN = "CODE_TAKEN", "Another storefront has this code."
    INVALID_CODE = "INVALID_CODE", "The code is not of small letters, digits and single hyphens, a letter first."
    INVALID_NAME = "INVALID_NAME", "The name is empty, too long, or has characters that do not print."
    CHANNEL_NOT_FOUND = "CHANNEL_NOT_FOUND", "No channel has this code."
    CUSTOMER_GROUP_NOT_FOUND = "CUSTOMER_GROUP_NOT_FOUND", "No customer group has this code."
    INVALID_ORIGIN = "INVALID_ORIGIN", "An origin is not of the form `scheme://host[:port]`, nor `*`."
    TOO_MANY_ORIGINS = "TOO_MANY_ORIGINS", "There are more origins than a storefront can have."
    INVALID_BUDGET = "INVALID_BUDGET", "The budget is below zero, or too large."
    TOKEN_NOT_FOUND = "TOKEN_NOT_FOUND", "No token has this id, or it opens nothing any more."
    TOKEN_ALREADY_ROTATED = "TOKEN_ALREADY_ROTATED", "Another token has replaced it: rotate that one."
    TOO_MANY_TOKENS = "TOO_MANY_TOKENS", "The storefront has as many tokens as it can have: revoke some."
    INVALID_LIFETIME = "INVALID_LIFETIME", "The token would live for less than a day, or for too long."
    INVALID_GRACE = "INVALID_GRACE", "The old token would live on for a negative time, or for too long."


class TrustedDocumentErrorCode(DescribedEnum):
    """Why documents were not trusted."""

    INVALID_DOCUMENT_ID = "INVALID_DOCUMENT_ID", "The id is empty, too long, or has spaces or other than ASCII."
    DIGEST_MISMATCH = "DIGEST_MISMATCH", "The id is written as a SHA-256, and is not that of the text."
    DOCUMENT_DIFFERS = "DOCUMENT_DIFFERS", "The storefront trusts another text under this id."
    DOCUMENT_TOO_LARGE = "DOCUMENT_TOO_LARGE", "The text is larger than a document may be."
    TOO_MANY_DOCUMENTS = "TOO_MANY_DOCUMENTS", "The storefront would trust more documents than it can."
