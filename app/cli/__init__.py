"""The `tradewind` command. One file per command; `COMMANDS` is where a new one is made known.

Every command takes `--data-dir`, works beside a running `tradewind dev`, and turns an expected failure into one line on
standard error and exit code 1 (see `session`).
"""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

COMMANDS = {
    "dev": "app.cli.dev:dev",
    "serve": "app.cli.serve:serve",
    "worker": "app.cli.worker:worker",
    "migrate": "app.cli.migrate:migrate",
    "demo": "app.cli.demo:demo",
    "import": "app.cli.import_:imports",
    "export": "app.cli.export:exports",
    "translations": "app.cli.translations:translations",
    "search": "app.cli.search:search",
    "rates": "app.cli.rates:rates",
    "prices": "app.cli.prices:prices",
    "schema": "app.cli.schema:schema",
    "token": "app.cli.token:token",
    "storefront": "app.cli.storefront:storefront",
    "documents": "app.cli.documents:documents",
    "sandbox": "app.cli.sandbox:sandbox",
}
"""Where each command is: a function, or a Typer application with commands of its own. In the order of `--help`."""


class Commands(TyperGroup):
    """Imports a command when it is asked for: `dev` starts two more, and each would import all the others."""

    # Typer keeps the types of contexts and commands to itself, hence Any.

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class's signature
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the base class's signature
        return load_command(cmd_name) if cmd_name in COMMANDS else None


def load_command(name: str) -> Any:
    """The command of that name, ready to run."""
    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(module), attribute)
    parent = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    parent.callback()(lambda: None)  # with one, Typer makes a group even of a single command
    if isinstance(found, typer.Typer):
        parent.add_typer(found, name=name)
    else:
        parent.command(name)(found)
    group = get_command(parent)
    assert isinstance(group, TyperGroup)  # noqa: S101 - tells the type checker what Typer makes of a callback
    return group.commands[name]


program = typer.Typer(
    name="tradewind", cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@program.callback()
def about() -> None:
    """A headless commerce API for shops that sell across borders. `tradewind dev` runs a whole shop here."""


def main() -> None:
    """The entry point of `tradewind`."""
    program()
