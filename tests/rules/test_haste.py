"""Work that somebody waits for comes before work that is done ahead."""

import asyncio

from app.core.haste import in_haste, spare_moment


async def _steps(name: str, happened: list[str]) -> None:
    for _ in range(3):
        happened.append(name)
        await asyncio.sleep(0)


async def test_there_is_no_spare_moment_while_somebody_is_in_haste() -> None:
    happened: list[str] = []

    async def ahead() -> None:
        for _ in range(2):
            happened.append("ahead")
            await spare_moment()

    working_ahead = asyncio.create_task(ahead())
    await asyncio.sleep(0)
    await in_haste(_steps("waited for", happened))
    assert happened == ["ahead", *["waited for"] * 3]
    await working_ahead
    assert happened[-1] == "ahead"


async def test_a_task_that_is_cut_short_stands_in_nobodys_way() -> None:
    happened: list[str] = []
    hasty = in_haste(_steps("waited for", happened))
    hasty.cancel()
    await asyncio.wait_for(spare_moment(), 1)
    assert hasty.cancelled()
    assert happened == []
