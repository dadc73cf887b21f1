"""One read for what several fields of a level ask of the same things.

Fields of a level begin within one turn of the event loop. The first that asks starts a task; before it runs, the others
add what they want, and all wait for the same answer. Who comes later starts another read: it costs a statement more,
and nobody sees what is old.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from app.core.context import RequestContext

_TURNS: Final = 3
"""Of the event loop: in the first the other fields begin and join their reads, in the next these begin."""

ResultT = TypeVar("ResultT")
WantedT = TypeVar("WantedT", bound=Hashable)


def read_together(
    ctx: RequestContext,
    subject: Hashable,
    keys: Sequence[UUID],
    wanted: Iterable[WantedT],
    read: Callable[[list[UUID], frozenset[WantedT]], Awaitable[ResultT]],
) -> Awaitable[ResultT]:
    """What `read` gives for the keys, each once, and for everything that is wanted of them in this turn.

    Calls with the same `subject` and keys share one read, so their `read` must be the same. The call joins at once,
    before its result is awaited.
    """
    each_once = list(dict.fromkeys(keys))
    place = (read_together, subject, tuple(each_once))
    shared: tuple[set[WantedT], asyncio.Task[ResultT]] | None = ctx.loaders.get(place)
    if shared is None:
        wishes: set[Any] = set()

        async def run() -> ResultT:
            ctx.loaders.pop(place, None)
            return await read(each_once, frozenset(wishes))

        shared = ctx.loaders[place] = (wishes, asyncio.create_task(run()))
    shared[0].update(wanted)
    return shared[1]


async def others_have_asked() -> None:
    """Returns when the other fields of the level have asked the database: what takes the processor can be done while
    they wait for it."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)
