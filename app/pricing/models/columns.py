"""Columns that tables of pricing share."""

from typing import Any

from sqlalchemy import ARRAY, TIMESTAMP, Column, Text, Uuid, text
from sqlmodel import Field


def uuids(name: str) -> Column[Any]:
    """A list of ids, empty where nothing is said."""
    return Column(name, ARRAY(Uuid), nullable=False, server_default="{}")


def texts(name: str) -> Column[Any]:
    """A list of codes, empty where nothing is said."""
    return Column(name, ARRAY(Text), nullable=False, server_default="{}")


def since() -> Any:
    """Since when the row says what it says. The database's clock says it, and a trigger keeps it: of a transaction,
    everything holds from one moment on."""
    return Field(
        default=None,
        sa_type=TIMESTAMP(timezone=True),
        nullable=False,
        sa_column_kwargs={"server_default": text("now()")},
    )
