"""Column types that several domains share. Text with CHECK stands for enums: a new value is one small migration."""

import json
from enum import Enum
from typing import Any

from sqlalchemy import TIMESTAMP, Column, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.core.clock import utc_now

SQLModel.metadata.naming_convention = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


def enum_type(kind: type[Enum], name: str) -> EnumType:
    """Text with a CHECK of the enumeration's values, named after the column."""
    return EnumType(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=64,
        values_callable=lambda members: [member.value for member in members],
    )


def timestamp(*, nullable: bool = False, now: bool = False, on_server: bool = False, primary_key: bool = False) -> Any:
    """A moment, with its time zone. `now`: the moment the row is made; `on_server`: also where rows are copied in."""
    more: dict[str, Any] = {"default_factory": utc_now} if now else {"default": None} if nullable else {}
    if on_server:
        more["sa_column_kwargs"] = {"server_default": text("now()")}
    return Field(sa_type=TIMESTAMP(timezone=True), nullable=nullable, primary_key=primary_key, **more)


def names() -> Any:
    """Short translated text: `{language tag: text}`, English always there."""
    return Field(sa_column=Column(JSONB, nullable=False))


def filled_document(empty: Any, column: str | None = None) -> Any:
    """A JSON value that is `empty` where nothing is said. `column`: its name, where the attribute cannot have it."""
    written = json.dumps(empty)
    made = Column(column, JSONB, nullable=False, server_default=text(f"'{written}'"))
    return Field(default_factory=lambda: json.loads(written), sa_column=made)


def document(*, nullable: bool = False) -> Any:
    """A JSON value."""
    if nullable:
        return Field(default=None, sa_column=Column(JSONB(none_as_null=True), nullable=True))
    return Field(sa_column=Column(JSONB, nullable=False))
