"""Documents that come over a socket: held to the limits of the endpoint, and validated once."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension

from app.execution import Documents, Limits, NotExecutable


class BoundedDocuments(SchemaExtension):
    """Lets Strawberry parse no more than the tokens allowed, and takes the verdict on a document from those read."""

    _limits = Limits()
    _documents: Documents | None = None

    def on_operation(self) -> Iterator[None]:
        self.execution_context.parse_options["max_tokens"] = self._limits.tokens
        yield

    def on_validate(self) -> Iterator[None]:
        execution = self.execution_context
        kind = type(self)
        if kind._documents is None:
            kind._documents = Documents(execution.schema._schema, self._limits)
        try:
            kind._documents.get(execution.query or "")
            execution.pre_execution_errors = []
        except NotExecutable as error:
            execution.pre_execution_errors = list(error.errors)
        yield
