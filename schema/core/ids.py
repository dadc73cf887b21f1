"""Cursors of lists that are sorted by id, which is by age."""

from uuid import UUID

from app.core.errors import RequestError
from app.core.paging import read_cursor, write_cursor


def write_id_cursor(context: str, row_id: UUID) -> str:
    """The cursor of a row in the list of this context."""
    return write_cursor(context, row_id.hex)


def read_id_cursor(cursor: str | None, context: str) -> UUID | None:
    """The id that the cursor stands for; None where there is no cursor."""
    if not cursor:
        return None
    (key,) = read_cursor(cursor, context, 1)
    try:
        return UUID(hex=key)
    except (AttributeError, TypeError, ValueError) as error:
        raise RequestError(
            "INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`."
        ) from error
