"""Top-level errors: stable codes for what a caller can mend, a masked message and the request's id for what is our fault."""

from collections.abc import Iterator
from typing import Any

from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ExecutionResult, StreamExecutionResult

from app.core.errors import RequestError
from app.core.logging import log


class ErrorExtension(SchemaExtension):
    """Gives every error a code, and hides what a client has no business to know."""

    def on_operation(self) -> Iterator[None]:
        yield
        self._present(self.execution_context.result)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        self._present(result)
        yield

    def _present(self, result: Any) -> None:
        if isinstance(result, ExecutionResult | GraphQLExecutionResult) and result.errors:
            result.errors = [present(error, self._request_id) for error in result.errors]

    @property
    def _request_id(self) -> str:
        return str(getattr(self.execution_context.context, "request_id", ""))


def present(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error as the client may see it."""
    if error.extensions and "code" in error.extensions:
        return error
    cause = error.original_error
    if isinstance(cause, RequestError):
        return _with(error, cause.message, {"code": cause.code})
    if isinstance(error, GraphQLSyntaxError):
        return _with(error, error.message, {"code": "GRAPHQL_PARSE_FAILED"})
    if cause is None or isinstance(cause, GraphQLError):
        code = "GRAPHQL_VALIDATION_FAILED" if error.path is None else "BAD_USER_INPUT"
        return _with(error, error.message, {"code": code})
    log.error("unexpected error", request_id=request_id, path=error.path, exc_info=cause)
    return _with(
        error,
        "Something went wrong on our side. Try again, and tell us the request id if it stays.",
        {"code": "INTERNAL_ERROR", "requestId": request_id},
    )


def _with(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
