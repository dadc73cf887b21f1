"""Top-level errors: codes for what a caller can mend, a masked message and the request id for what is our fault."""

from typing import Any

import strawberry
from graphql import GraphQLDirective, GraphQLError, GraphQLSyntaxError, specified_directives
from strawberry.extensions import SchemaExtension
from strawberry.extensions.directives import DirectivesExtension, DirectivesExtensionSync
from strawberry.types.execution import ExecutionContext

from app.core.errors import RequestError
from app.core.logging import log
from schema.core.costs import inherit_sizes, weigh_changes

_FIELD_DIRECTIVES = (DirectivesExtension, DirectivesExtensionSync)
_SPECIFIED = {each.name: each.description for each in specified_directives}


class PresentingSchema(strawberry.Schema):
    """A schema whose errors all have a code, and tell a client nothing that it has no business to know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        weigh_changes(kwargs.get("mutation"))
        super().__init__(*args, **kwargs)
        inherit_sizes(concrete.definition for concrete in self.schema_converter.type_map.values())
        directives: dict[Any, GraphQLDirective] = self._schema_graphql_directives
        for kind, directive in directives.items():
            directive.description = directive.description or _SPECIFIED.get(directive.name)
            for field in kind.__strawberry_directive__.fields:  # whose descriptions Strawberry leaves behind
                directive.args[field.graphql_name or field.name].description = field.description

    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:
        """Without Strawberry's runner of field directives: it makes a coroutine of every field, and we have none.

        `@inContext` stands on operations, and is read before they run. Half of a list's CPU went there.
        """
        return [each for each in super().get_extensions(sync) if not isinstance(each, _FIELD_DIRECTIVES)]

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Replace the errors where they are: every way to an answer comes through here, once."""
        context = execution_context.context if execution_context else None
        errors[:] = [present(error, str(getattr(context, "request_id", ""))) for error in errors]


def of_request(error: RequestError) -> GraphQLError:
    """The error of a request that cannot be executed at all."""
    return GraphQLError(error.message, extensions={"code": error.code})


def present(error: GraphQLError, request_id: str = "") -> GraphQLError:
    """The error as the client may see it."""
    if error.extensions and "code" in error.extensions:
        return error  # validation errors are cached with their document, and come by again
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
