"""`tradewind schema`: the API's definition as a file."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.session import DEFAULT_DATA_DIR, CommandError, DataDir, plain_errors
from schema.root import schema as graphql_schema

SDL_FILE = Path("schema.graphql")


def schema(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: exit 1 where the file is not what the code says.")
    ] = False,
    output: Annotated[Path, typer.Option("--output", help="The file to write or compare.")] = SDL_FILE,
    data_dir: DataDir = DEFAULT_DATA_DIR,  # noqa: ARG001 - every command takes it; this one needs no data
) -> None:
    """Write the schema definition (SDL) to schema.graphql.

    Example: tradewind schema --check
    """
    text = graphql_schema.as_str() + "\n"
    with plain_errors():
        if not check:
            output.write_text(text, "utf-8")
            typer.echo(f"Wrote {output}.")
        elif not output.exists() or output.read_text("utf-8") != text:
            raise CommandError(f"{output} is not what the code says: run `tradewind schema` and read the difference.")
        else:
            typer.echo(f"{output} is what the code says.")
