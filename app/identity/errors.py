"""Expected failures of staff tokens."""

from app.core.described import DescribedEnum


class StaffTokenErrorCode(DescribedEnum):
    """Why a staff token was not made, rotated or revoked."""

    TOKEN_NOT_FOUND = "TOKEN_NOT_FOUND", "No token has this id, or it opens nothing any more."
    TOKEN_ALREADY_ROTATED = "TOKEN_ALREADY_ROTATED", "Another token has replaced it: rotate that one."
    SCOPE_NOT_HELD = "SCOPE_NOT_HELD", "A token gives no scope that it does not have itself."
    INVALID_SCOPES = "INVALID_SCOPES", "A token needs at least one scope."
    INVALID_NAME = "INVALID_NAME", "The name is empty, too long, or has characters that do not print."
    INVALID_LIFETIME = "INVALID_LIFETIME", "The token would live for less than a day, or for too long."
    INVALID_GRACE = "INVALID_GRACE", "The old token would live on for a negative time, or for too long."
