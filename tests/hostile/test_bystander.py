"""What watches the server sees what it is there for."""

import asyncio
import re
import signal

import pytest

from tests.hostile.target import Target, endure, standing_by

pytestmark = pytest.mark.slow


async def test_a_server_that_stands_still_is_seen(target: Target) -> None:
    async def stand_still() -> None:
        target.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.7)
        target.process.send_signal(signal.SIGCONT)

    with pytest.raises(AssertionError, match=re.escape("the bystander waited 0.")):
        await endure(target, stand_still)


async def test_a_server_at_rest_keeps_nobody_waiting(target: Target) -> None:
    async with standing_by(target) as seen:
        await asyncio.sleep(0.5)

    assert seen["failures"] == []
    assert len(seen["waits"]) > 5
