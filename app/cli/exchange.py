"""What `tradewind import` and `tradewind export` share: files of any size, with progress and in plain words."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.session import CommandError
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.settings import Settings
from app.exchange import ExchangeErrorCode
from app.wiring import Runtime
from i18n import translate

ResultT = TypeVar("ResultT")

_ENGLISH = ("en",)


async def with_context(settings: Settings, use: Callable[[RequestContext], Awaitable[ResultT]]) -> ResultT:
    """Run a use case in a context of its own."""
    runtime = await Runtime.open(settings)
    try:
        if not (await runtime.atlas.get()).markets:
            raise CommandError("The shop has no market to sell in yet: `tradewind demo` makes some.")
        return await use(await runtime.system_context())
    finally:
        await runtime.close()


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """One line for what cannot begin: of the file where it is the file's fault, or else of the option."""
    try:
        yield
    except Refusal as refusal:
        problem = refusal.problems[0]
        if not isinstance(problem.code, ExchangeErrorCode):
            raise
        told = translate(problem.message_id, _ENGLISH, problem.facts)
        raise CommandError(told if problem.path else f"{path}: {told}") from refusal


def opened(path: Path) -> BinaryIO:
    """The file to read."""
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


@contextmanager
def progress_bar(what: str, *, in_bytes: bool) -> Iterator[Progress]:
    """On standard error, and only where someone looks at it."""
    console = Console(stderr=True)
    done = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn(what), BarColumn(), done, TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield progress
