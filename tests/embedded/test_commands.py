"""Commands and the state of the database they find."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, Integer, Table
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from app.cli import COMMANDS, load_command, program
from app.cli.database import newest_revision
from app.embedded import running_services
from app.tables import metadata
from tests.embedded.processes import Program, processes_of

Run = Callable[..., Program]


def tradewind(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def execute(data_dir: Path, sql: str) -> None:
    async def run(url: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    with running_services(data_dir) as services:
        asyncio.run(run(services.database_url))


def every_command() -> list[str]:
    """Every command as it is typed, those of groups too."""

    def names_in(name: str, command: Any) -> list[str]:
        if not isinstance(command, TyperGroup):
            return [name]
        return [each for part, inner in command.commands.items() for each in names_in(f"{name} {part}", inner)]

    return [each for name in COMMANDS for each in names_in(name, load_command(name))]


WITHOUT_FOLDER = {"search keys"}
"""It asks a server of your own, which has its folder elsewhere."""


@pytest.mark.parametrize("command", every_command())
def test_every_command_helps_with_an_example_and_takes_a_folder(command: str) -> None:
    shown = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "300"}).invoke(program, [*command.split(), "--help"])
    assert shown.exit_code == 0
    assert f"Example: tradewind {command}" in shown.stdout
    assert ("--data-dir" in shown.stdout) is (command not in WITHOUT_FOLDER)


def test_the_list_of_commands_says_what_each_does() -> None:
    shown = tradewind("--help")
    assert shown.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"^\W*{name}  +\w", shown.stdout, re.MULTILINE), name


@pytest.mark.slow
def test_migrating_says_from_where_to_where(data_dir: Path) -> None:
    newest = newest_revision()
    empty = f"The database is empty, and this version needs {newest}: run `tradewind migrate` "
    refused = tradewind("token", "list", "--data-dir", data_dir)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == f"{empty}(`tradewind dev` does so by itself).\n"

    first = tradewind("migrate", "--data-dir", data_dir)
    assert (first.exit_code, first.stdout) == (0, f"The database was migrated: empty → {newest}.\n")
    second = tradewind("migrate", "--data-dir", data_dir)
    assert (second.exit_code, second.stdout) == (0, f"The database is up to date ({newest}).\n")

    execute(data_dir, "UPDATE alembic_version SET version_num = '9999'")
    newer = tradewind("migrate", "--data-dir", data_dir)
    assert newer.exit_code == 1
    assert newer.stderr.startswith("The database is at revision 9999, which this version does not know (")
    assert newer.stderr.endswith("): use the version of Tradewind that wrote it, or a newer one.\n")
    assert processes_of(data_dir) == {}


@pytest.mark.slow
def test_of_two_migrations_at_once_one_works_and_one_waits(run: Run, data_dir: Path) -> None:
    with running_services(data_dir, durable=False, long_lived=True):
        both = [run("migrate", "--data-dir", data_dir) for _ in range(2)]
        assert [each.ends() for each in both] == [0, 0]
    newest = newest_revision()
    assert sorted(line for each in both for line in each.lines) == [
        f"The database is up to date ({newest}).",
        f"The database was migrated: empty → {newest}.",
    ]


@pytest.mark.slow
def test_drift_is_found() -> None:
    agreed = tradewind("migrate", "--check")
    assert (agreed.exit_code, agreed.stdout) == (0, "The migrations and the tables in the code agree.\n")
    forgotten = Table("forgotten", metadata, Column("id", Integer, primary_key=True))
    try:
        drifted = tradewind("migrate", "--check")
    finally:
        metadata.remove(forgotten)
    assert drifted.exit_code == 1
    assert drifted.stderr.startswith(
        "The tables in the code are not those of the migrations; write a migration for:\n"
        "  ('add_table', Table('forgotten'"
    )


def test_a_database_that_does_not_answer(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop@127.0.0.1:1/shop")
    monkeypatch.setenv("MEILI_URL", "http://127.0.0.1:1")
    refused = tradewind("migrate", "--data-dir", data_dir)
    assert refused.exit_code == 1
    assert refused.stderr == (
        "The database does not let us in ([Errno 111] Connect call failed ('127.0.0.1', 1)): "
        "check DATABASE_URL, and that it runs.\n"
    )


def test_a_setting_that_is_wrong(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop@127.0.0.1:1/shop")
    monkeypatch.setenv("MEILI_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("TRADEWIND_SECRET_KEY", "short")
    refused = tradewind("migrate", "--data-dir", data_dir)
    assert refused.exit_code == 1
    assert refused.stderr == (
        "The environment sets what cannot be: TRADEWIND_SECRET_KEY needs at least 32 characters.\n"
    )
