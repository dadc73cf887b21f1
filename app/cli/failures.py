"""Failures that a person can put right, told in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from app.core.settings import Settings
from app.embedded import EmbeddedError
from search import SearchUnavailableError


class CommandError(Exception):
    """An expected failure of a command: one line for the person at the terminal, which says what to do."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """One line on standard error and exit code 1 for what a person can put right; a traceback for our own mistakes."""
    try:
        yield
    except (EmbeddedError, CommandError) as error:
        _refuse(str(error))
    except SearchUnavailableError as error:
        _refuse(f"{error}. Check MEILI_URL and MEILI_KEY, and that the server runs.")
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        wrong = (
            " ".join([*map(str, each["loc"]), each["msg"].removeprefix("Value error, ")]) for each in error.errors()
        )
        _refuse(f"The environment sets what cannot be: {'; '.join(wrong)}.")


def _refuse(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
