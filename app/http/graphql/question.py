"""What a request asks: read from its body or its address, before anything is known of GraphQL."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NoReturn
from urllib.parse import parse_qsl
from uuid import uuid4

import msgspec
from starlette.types import Receive, Scope

RESPONSE_JSON = "application/graphql-response+json"
EXAMPLE = 'for example {"query": "{ context { countryCode } }"}'
_HASH = "persistedQuery"
_MOST_PARAMETERS = 100


class TransportError(Exception):
    """A request that is no GraphQL request: its status, a code, and what to do."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None, **facts: object
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})
        self.extensions = {"code": code, **facts}

    @property
    def code(self) -> object:
        return self.extensions["code"]

    @property
    def formatted(self) -> dict[str, Any]:
        """As GraphQL writes errors."""
        return {"message": self.message, "extensions": self.extensions}


@dataclass(frozen=True)
class Question:
    """A GraphQL request. It gives the document, its SHA-256, or the id of a trusted one."""

    document: str | None
    digest: bytes | None
    document_id: str | None
    variables: Mapping[str, Any]
    operation_name: str | None


@dataclass(frozen=True)
class Batch:
    """Several requests in one, each as it was decoded."""

    items: tuple[Any, ...]


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers, their names in lower case."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def request_id_of(scope: Scope) -> str:
    """As the middleware `app.http.headers` made it; a new one where it does not stand around us."""
    found: str | None = scope.get("state", {}).get("request_id")
    return found or uuid4().hex


def check_method_and_type(method: str, headers: Mapping[str, str]) -> None:
    """Refuse what a form on another site could send."""
    if method not in ("GET", "POST"):
        allowed = {"Allow": "GET, POST, OPTIONS"}
        raise TransportError(405, "METHOD_NOT_ALLOWED", "GraphQL is asked by GET or POST.", allowed)
    if method == "POST" and not _is_json_in_utf_8(headers.get("content-type", "")):
        raise TransportError(
            415, "UNSUPPORTED_MEDIA_TYPE", "Send the request as `Content-Type: application/json`, in UTF-8."
        )


def _is_json_in_utf_8(content_type: str) -> bool:
    if content_type == "application/json":
        return True
    kind, _, parameters = content_type.lower().partition(";")
    charset = next((each.partition("=")[2].strip(' "') for each in parameters.split(";") if "charset" in each), "utf-8")
    return kind.strip() == "application/json" and charset in ("utf-8", "utf8")


async def payload_of(scope: Scope, receive: Receive) -> bytes:
    """What the question is read from: the body, or the query string of a GET."""
    if scope["method"] == "GET":
        address: bytes = scope["query_string"]
        return address
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":  # nobody reads this, and half a request is none
            raise TransportError(400, "BAD_REQUEST", "The connection was closed in the middle of the request.")
        parts.append(message.get("body", b""))
    return b"".join(parts)


def read_question(method: str, payload: bytes) -> Question | Batch:
    """What is asked. Raises `TransportError`."""
    if method == "GET":
        return _question(_parameters(payload))
    found = decoded(payload, "The request")
    return Batch(tuple(found)) if isinstance(found, list) else read_one(found)


def read_one(found: Any) -> Question:
    """The question in the body, or in one place of a batch, or in a message on a socket. Raises `TransportError`."""
    return _question(_object(found, "The request"))


def check_batch(batch: Batch, limit: int) -> None:
    """Refuse what is no batch, or more than this shop takes (0: none)."""
    if not batch.items:
        raise TransportError(400, "BAD_REQUEST", f"The batch is empty. Send {EXAMPLE}.")
    if not limit:
        raise TransportError(
            400, "BATCHING_DISABLED", "This shop takes no batches: send each operation in a request of its own."
        )
    if len(batch.items) > limit:
        raise TransportError(
            400,
            "BATCH_TOO_LARGE",
            f"A batch may have {limit} operations at most; this one has {len(batch.items)}. Send them in parts.",
        )


def _parameters(address: bytes) -> dict[str, Any]:
    try:
        pairs = parse_qsl(address.decode("latin-1"), errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        text = f"The address has more than {_MOST_PARAMETERS} parameters, or is not valid UTF-8."
        raise TransportError(400, "BAD_REQUEST", text) from error
    given = {name: value for name, value in pairs if value != "null"}
    parts: dict[str, Any] = dict(given)
    for name in ("variables", "extensions"):
        if name in given:
            what = f"The parameter `{name}`"
            parts[name] = _object(decoded(given[name].encode(), what), what)
    if not given.keys() & {"query", "documentId", "extensions"}:
        raise TransportError(400, "BAD_REQUEST", "Give the document as the parameter `query`.")
    return parts


def decoded(text: bytes, what: str) -> Any:
    try:
        return _decode(text)
    except json.JSONDecodeError as error:
        raise TransportError(400, "BAD_REQUEST", f"{what} is not valid JSON: {error}.") from error
    except UnicodeDecodeError as error:
        raise TransportError(400, "BAD_REQUEST", f"{what} is not valid UTF-8.") from error
    except ValueError as error:  # a number with thousands of digits, or none at all
        raise TransportError(400, "BAD_REQUEST", f"{what} has a number that cannot be read.") from error
    except RecursionError as error:
        raise TransportError(400, "BAD_REQUEST", f"{what} is nested too deeply.") from error


def _object(found: Any, what: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TransportError(400, "BAD_REQUEST", f"{what} is not a JSON object. Send {EXAMPLE}.")
    return found


def _decode(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Which also reads half a pair of surrogates, or says better what is wrong.
        return json.loads(text.decode(), parse_constant=_no_number, parse_float=_finite)


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    """`NaN` and `Infinity` are Python's JSON, not the standard's (RFC 8259, 6)."""
    raise ValueError(f"{text} is no number")


def _question(parts: Mapping[str, Any]) -> Question:
    document, document_id, name = parts.get("query"), parts.get("documentId"), parts.get("operationName")
    variables, extensions = parts.get("variables"), parts.get("extensions")
    for key, value, kind in (
        ("query", document, str),
        ("documentId", document_id, str),
        ("operationName", name, str),
        ("variables", variables, dict),
        ("extensions", extensions, dict),
    ):
        if value is not None and not isinstance(value, kind):
            expected = "text" if kind is str else "an object"
            raise TransportError(400, "BAD_REQUEST", f"`{key}` must be {expected}. Send {EXAMPLE}.")
    digest = _digest((extensions or {}).get(_HASH))
    if not document and not document_id and digest is None:
        raise TransportError(400, "BAD_REQUEST", f"`query` is missing. Send {EXAMPLE}.")
    return Question(document or None, digest, document_id or None, variables or {}, name)


def _digest(persisted: Any) -> bytes | None:
    """The hash of Apollo's automatic persisted queries: `{"version": 1, "sha256Hash": "…"}`."""
    if persisted is None:
        return None
    text = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    try:
        digest = bytes.fromhex(text) if isinstance(text, str) and persisted.get("version") == 1 else b""
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise TransportError(
            400,
            "BAD_REQUEST",
            '`persistedQuery` is {"version": 1, "sha256Hash": "the SHA-256 of the document, in hex"}.',
        )
    return digest
