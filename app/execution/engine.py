"""The engine: documents in, data and errors out. Whatever the plan does not take runs on graphql-core, through the
ordinary resolvers that were made of the same definitions."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, TypeVar, cast

import strawberry
from cachetools import LRUCache
from graphql import (
    ExecutionResult,
    Executor,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    create_source_event_stream,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from app.admission import Limits, too_costly
from app.execution.compile import Compiler, NotPlannable
from app.execution.documents import Document, Documents, NotExecutable, name_of
from app.execution.plan import Plan
from app.execution.trace import Trace
from app.execution.walk import Walk

_PLANNED_FIELDS = 25_000  # of all plans that are kept; a field takes some 1,200 bytes
_VARIABLE_ERRORS = 20
ExecutorT = TypeVar("ExecutorT", bound=Executor[Any])


class _Whole(Executor[None]):
    """All of an answer at once: `@defer` and `@stream` say nothing, nor can they be wrong."""

    def get_stream_usage(self, *_: Any) -> None:
        return None


@dataclass(frozen=True, eq=False)
class Prepared:
    """A request that can be executed: its operation, and variables of the right types."""

    document: Document
    operation_name: str | None
    operation: OperationDefinitionNode
    variables: VariableValues
    raw_variables: Mapping[str, Any]
    plan: Plan | None
    """None where graphql-core executes it."""
    cost: int
    """At most, by the document and the variables: see `app.admission.cost`."""

    @property
    def name(self) -> str | None:
        """Of the operation, as the document has it."""
        return name_of(self.operation)

    @property
    def introspects(self) -> bool:
        """Whether it asks for the schema."""
        return self.name in self.document.introspecting

    @property
    def public_seconds(self) -> int:
        """How long an answer may be kept; 0 where it may be one viewer's own."""
        return (self.plan and self.plan.public_seconds) or 0

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Engine:
    """The engine of one schema."""

    def __init__(
        self,
        schema: strawberry.Schema,
        *,
        plan: bool = True,
        limits: Limits | None = None,
        suggestions: bool = True,
    ) -> None:
        """Without `plan`, graphql-core executes everything. Without `suggestions`, errors name nothing that exists."""
        self._schema = schema
        self._core = schema._schema
        self._plans = plan
        self._compiled: LRUCache[Any, Plan | None] = LRUCache(_PLANNED_FIELDS, lambda plan: plan.size if plan else 20)
        self._limits = limits or Limits()
        self._hides = not suggestions
        self.documents = Documents(self._core, self._limits, suggestions=suggestions)

    def prepare(
        self, text: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> Prepared:
        """Everything that is done before an operation runs. Raises `NotExecutable`."""
        document = self.documents.get(text)
        operation = document.operation(operation_name)
        given = dict(variables or {})
        coerced = get_variable_values(
            self._core,
            operation.variable_definitions or (),
            given,
            max_errors=_VARIABLE_ERRORS,
            hide_suggestions=self._hides,
        )
        if isinstance(coerced, list):
            raise NotExecutable(coerced)
        cost = document.costs[name_of(operation)].of(coerced.coerced)
        if cost > self._limits.cost:
            raise NotExecutable([too_costly(self._limits, cost)])
        plan = self._plan(document, operation_name, coerced) if self._plans else None
        return Prepared(document, operation_name, operation, coerced, given, plan, cost)

    def executor(
        self, kind: type[ExecutorT], prepared: Prepared, context: Any, event: Any = None, *, early: bool = False
    ) -> ExecutorT:
        """Of this kind, for graphql-core to run it through the ordinary resolvers. With `early`, what `@defer` and
        `@stream` put off begins as soon as it can."""
        built = kind.build(
            self._core,
            prepared.document.ast,
            event,
            context,
            dict(prepared.raw_variables),
            prepared.operation_name,
            max_coercion_errors=_VARIABLE_ERRORS,
            enable_early_execution=early,
            hide_suggestions=self._hides,
        )
        return cast("ExecutorT", built)  # variables that do not fit were refused when it was prepared

    async def events(self, prepared: Prepared, context: Any) -> AsyncGenerator[Any, None] | Sequence[GraphQLError]:
        """What a subscription hears of, each for `execute` in a context of its own; or why it hears of nothing."""
        executor = self.executor(_Whole, prepared, context)
        found: Any = create_source_event_stream(executor)
        found = await found if isawaitable(found) else found
        return found.errors or [] if isinstance(found, ExecutionResult) else found

    async def execute(
        self,
        prepared: Prepared,
        context: Any,
        *,
        event: Any = None,
        trace: Trace | None = None,
        tags: set[Any] | None = None,
    ) -> ExecutionResult:
        """Run it; a subscription, for one of its events. `tags` gather what an answer shows, for a cache."""
        if prepared.plan is None:
            found: Any = self.executor(_Whole, prepared, context, event).execute_operation()
            result: ExecutionResult = await found if isawaitable(found) else found
            return result
        walk = Walk(self._core, prepared.plan, prepared.variables, context, trace=trace or Trace(), tags=tags)
        data, errors = await walk.run()
        return ExecutionResult(data, errors or None)

    def _plan(self, document: Document, name: str | None, variables: VariableValues) -> Plan | None:
        """The plan of an operation under the conditions that its variables make true."""
        key = (document.digest, name, *(variables.coerced.get(condition) for condition in document.conditions))
        if key in self._compiled:
            found: Plan | None = self._compiled[key]
            return found
        try:
            plan = Compiler(self._schema, document, name, variables).plan()
        except (NotPlannable, GraphQLError):  # a condition that is null: an error of execution, which has a place
            plan = None
        with suppress(ValueError):  # larger than all the room there is
            self._compiled[key] = plan
        return plan
