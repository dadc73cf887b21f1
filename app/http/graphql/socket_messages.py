"""Messages of `graphql-transport-ws`: read, or a reason to close the socket; and why an operation does not run."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.errors import RequestError
from app.execution import NotExecutable
from app.http.graphql.question import TransportError, decoded
from app.telemetry import Telemetry
from schema.core.errors import of_request, present


class Closed(Exception):  # noqa: N818 - how reading ends
    """The socket is to be closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def read_message(text: str | None) -> Mapping[str, Any]:
    if text is None:
        raise Closed(4400, "Invalid message: it is not text")
    try:
        found = decoded(text.encode(), "The message")
    except TransportError as error:
        raise Closed(4400, f"Invalid message: {error.message}") from error
    if not isinstance(found, dict):
        raise Closed(4400, "Invalid message: it is no JSON object")
    return found


def key_of(message: Mapping[str, Any]) -> str:
    key = message.get("id")
    if not isinstance(key, str) or not key:
        raise Closed(4400, "Invalid message: its id is no text")
    return key


def errors_of(
    error: TransportError | NotExecutable | RequestError, telemetry: Telemetry
) -> Sequence[Mapping[str, Any]]:
    """Why an operation does not run."""
    if isinstance(error, NotExecutable):
        errors: list[Mapping[str, Any]] = [present(each).formatted for each in error.errors]
    else:
        errors = [error.formatted if isinstance(error, TransportError) else of_request(error).formatted]
    for each in errors:
        telemetry.refused(str(each.get("extensions", {}).get("code")))
    return errors
