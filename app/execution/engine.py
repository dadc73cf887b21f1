"""The engine: documents in, data and errors out. Whatever the plan does not take runs on graphql-core, through the
ordinary resolvers that were made of the same definitions."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

import strawberry
from cachetools import LRUCache
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from app.execution.compile import Compiler, NotPlannable
from app.execution.documents import Document, Documents, NotExecutable
from app.execution.limits import Limits
from app.execution.plan import Plan
from app.execution.trace import Trace
from app.execution.walk import Walk

_PLANNED_FIELDS = 25_000  # of all plans that are kept; a field takes some 1,200 bytes
_VARIABLE_ERRORS = 20


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

    def __init__(self, schema: strawberry.Schema, *, plan: bool = True, limits: Limits | None = None) -> None:
        """Without `plan`, graphql-core executes everything."""
        self._schema = schema
        self._core = schema._schema
        self._plans = plan
        self._compiled: LRUCache[Any, Plan | None] = LRUCache(_PLANNED_FIELDS, lambda plan: plan.size if plan else 20)
        self.documents = Documents(self._core, limits or Limits())

    def prepare(
        self, text: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> Prepared:
        """Everything that is done before an operation runs. Raises `NotExecutable`."""
        document = self.documents.get(text)
        operation = document.operation(operation_name)
        given = dict(variables or {})
        coerced = get_variable_values(
            self._core, operation.variable_definitions or (), given, max_errors=_VARIABLE_ERRORS
        )
        if isinstance(coerced, list):
            raise NotExecutable(coerced)
        plan = self._plan(document, operation_name, coerced) if self._plans else None
        return Prepared(document, operation_name, operation, coerced, given, plan)

    async def execute(
        self, prepared: Prepared, context: Any, *, trace: Trace | None = None, tags: set[Any] | None = None
    ) -> ExecutionResult:
        """Run it. `tags` gather what an answer shows, for a cache."""
        if prepared.plan is None:
            result = execute(
                self._core,
                prepared.document.ast,
                context_value=context,
                variable_values=dict(prepared.raw_variables),
                operation_name=prepared.operation_name,
                max_coercion_errors=_VARIABLE_ERRORS,
            )
            return await result if isawaitable(result) else result
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
