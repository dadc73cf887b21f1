"""Fields of a level read together, and what takes the processor waits until they have asked."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from app.core.context import RequestContext
from app.core.together import others_have_asked, read_together

IDS = [UUID(int=1), UUID(int=2)]


class Context:
    """As much of a request's context as reads need."""

    def __init__(self) -> None:
        self.loaders: dict[object, object] = {}


async def test_what_takes_the_processor_begins_when_the_database_has_been_asked() -> None:
    happened: list[str] = []
    ctx: RequestContext = Context()  # type: ignore[assignment] # reads need no more of it

    async def read(ids: Sequence[UUID], wanted: frozenset[str]) -> dict[UUID, frozenset[str]]:
        happened.append(f"the database is asked for {', '.join(sorted(wanted))}")
        await asyncio.sleep(0.01)
        happened.append("the database answers")
        return dict.fromkeys(ids, wanted)

    async def field(name: str) -> dict[UUID, frozenset[str]]:
        return await read_together(ctx, "parts", IDS, [name], read)

    async def computed() -> None:
        await others_have_asked()
        happened.append("computed")

    _, *found = await asyncio.gather(computed(), field("media"), field("price"))
    assert happened == ["the database is asked for media, price", "computed", "the database answers"]
    assert found == [dict.fromkeys(IDS, frozenset({"media", "price"}))] * 2
