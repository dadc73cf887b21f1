"""Whose turn it is on the event loop, where one task waits for what another one makes and a third one works ahead."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

_in_haste: Final = set[asyncio.Task[None]]()


def in_haste(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Begin work that somebody is going to wait for: until it is done there is no spare moment."""
    task = asyncio.create_task(work)
    _in_haste.add(task)
    task.add_done_callback(_in_haste.discard)
    return task


async def spare_moment() -> None:
    """Let everybody else who is ready have a turn, and wait until nobody is in haste."""
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    while tasks := [task for task in _in_haste if task.get_loop() is loop]:
        await asyncio.wait(tasks)
