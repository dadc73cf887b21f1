"""Use cases from the command line: run in a context of their own, with a refusal told in one line."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID, uuid4

from app.cli.session import CommandError, command_context
from app.core.context import Place, RequestContext
from app.core.errors import Refusal
from app.core.settings import Settings
from app.wiring import SYSTEM, Runtime
from i18n import translate

ResultT = TypeVar("ResultT")

ACTOR: Final = "command line"
"""Who it is that acts, in the audit log: whoever can run commands may do everything."""

_NOWHERE: Final = Place(
    market_id=UUID(int=0),
    market_code="",
    country_code="",
    language_tag="en",
    language_chain=("en",) * 4,
    currency_code="",
    displays_tax=False,
    channel_code="",
)
"""What is done about clients is done in no market: a shop that has none yet can have its first token."""


def run_use_case(data_dir: Path, use_case: Callable[[RequestContext], Awaitable[ResultT]]) -> ResultT:
    """What the use case gives. A refusal ends the command with its sentences, a line each."""
    with command_context(data_dir) as settings:
        return asyncio.run(_run(settings, use_case))


async def _run(settings: Settings, use_case: Callable[[RequestContext], Awaitable[ResultT]]) -> ResultT:
    runtime = await Runtime.open(settings)
    try:
        return await use_case(runtime.context(_NOWHERE, replace(SYSTEM, name=ACTOR), f"command-{uuid4().hex}"))
    except Refusal as refusal:
        sentences = [translate(problem.message_id, ("en",), problem.facts) for problem in refusal.problems]
        raise CommandError("\n".join(dict.fromkeys(sentences))) from refusal
    finally:
        await runtime.close()


def day(moment: datetime | None, otherwise: str) -> str:
    """The day of a moment, for lists."""
    return moment.date().isoformat() if moment else otherwise


def minute(moment: datetime | None, otherwise: str) -> str:
    """A moment to the minute, for lists."""
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else otherwise
