"""Reads: a Core `select` of named columns, compiled once at import and run on the driver's own connection.

No ORM object is made. Rows are named tuples of the domain that owns the statement. Lists of keys are bound as arrays
(`= any_(array_parameter("ids", Uuid()))`): an expanding IN would be compiled anew for each length, and is refused.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from sqlalchemy import ARRAY, BindParameter, ColumnElement, Dialect, Select, Table, bindparam, false, func, true
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.types import JSON, Enum, TypeDecorator, TypeEngine
from sqlmodel import SQLModel

from app.core.db import Database

RowT = TypeVar("RowT", bound=tuple[Any, ...])

_DIALECT: Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
LANGUAGES_IN_A_CHAIN = 4


class Read(Generic[RowT]):
    """One statement. The selected columns are the fields of the row type, by name and in their order."""

    def __init__(self, statement: Select[Any], row: type[RowT]) -> None:
        fields = tuple(row._fields)  # type: ignore[attr-defined] # a NamedTuple class, which has no type of its own
        labels = tuple(column.key for column in statement.selected_columns)
        if labels != fields:
            raise TypeError(f"{row.__name__} has the fields {fields}, its statement the columns {labels}")
        compiled = statement.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise TypeError(f"{row.__name__}: bind lists as arrays, not by IN")
        # Not `row._make`, which is Python and checks the length that is checked above: this takes half the time.
        self._make: Callable[[Any], RowT] = partial(tuple.__new__, row)
        self._binds = [
            (name, compiled.binds[name], _bind_processor(compiled.binds[name].type))
            for name in compiled.positiontup or ()
        ]
        self._converters = [
            (position, convert)
            for position, column in enumerate(statement.selected_columns)
            if (convert := _result_processor(column.type))
        ]

    def arguments(self, parameters: dict[str, Any]) -> tuple[Any, ...]:
        """The values in the order of the statement's placeholders."""
        values = []
        for name, bind, process in self._binds:
            value = parameters[name] if bind.required or name in parameters else bind.effective_value
            values.append(process(value) if process else value)
        return tuple(values)

    async def all(self, database: Database, **parameters: Any) -> list[RowT]:
        """Every row."""
        records = await database.fetch(self.sql, self.arguments(parameters))
        if not self._converters:
            return list(map(self._make, records))
        return [self._make(self._convert(list(record.values()))) for record in records]

    async def first(self, database: Database, **parameters: Any) -> RowT | None:
        """The first row, or None."""
        rows = await self.all(database, **parameters)
        return rows[0] if rows else None

    def _convert(self, values: list[Any]) -> list[Any]:
        for position, convert in self._converters:
            values[position] = convert(values[position])
        return values


def _bind_processor(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kind, JSON):
        return None  # the pool's codec writes it
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _result_processor(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """The driver and the pool's codec give Python values for all else."""
    if not isinstance(kind, Enum | TypeDecorator):
        return None
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model, for statements that read columns."""
    table: Table = model.__table__  # type: ignore[attr-defined] # set by SQLModel for every table=True class
    return table


def array_parameter(name: str, kind: TypeEngine[Any]) -> BindParameter[Sequence[Any]]:
    """A list bound as one array value."""
    return bindparam(name, type_=ARRAY(kind))


def localized(names: ColumnElement[Any], chain: ColumnElement[Any]) -> ColumnElement[str]:
    """The text of a `{language tag: text}` column in the first language of the chain that has one."""
    tags = Grouping(chain)  # a bound array carries its cast, which an index must not become part of
    return func.coalesce(*(names.op("->>")(tags[position]) for position in range(1, LANGUAGES_IN_A_CHAIN + 1)))


def finds_row(statement: Select[Any]) -> ColumnElement[bool]:
    """Whether the correlated statement has a row, looked up row by row of the statement around it.

    What EXISTS says is joined by the planner at its choice: to find one page it would read all that meets the
    condition, where a few looks into an index are enough.
    """
    return func.coalesce(statement.with_only_columns(true()).limit(1).scalar_subquery(), false())
