"""From a token to what it stands for, in the memory of one process.

Every request that carries a token asks. So what a token stands for is remembered for some seconds, and forgotten when
an event says that tokens have changed; and the last use is written down beside the request, now and then.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, NamedTuple, TypeVar
from uuid import UUID

from app.core.clock import utc_now
from app.core.logging import log
from app.core.secrets import hash_secret

HolderT = TypeVar("HolderT")

_REMEMBERED_SECONDS: Final = 5.0
"""A revoked token opens something for no longer than this, even where no event is heard."""
_REMEMBERED: Final = 10_000
_SECONDS_BETWEEN_WRITES: Final = 60.0


class Held(NamedTuple, Generic[HolderT]):
    """A token that is good, and what it stands for."""

    token_id: UUID
    holder: HolderT
    expires_at: datetime | None


@dataclass(slots=True)
class _Known(Generic[HolderT]):
    held: Held[HolderT]
    until: float


class LastUses:
    """Writes down when tokens were last used: each at most once a minute, and nobody waits for it.

    What cannot be written is let go: the next use tries again.
    """

    def __init__(self, write: Callable[[UUID, datetime], Awaitable[None]]) -> None:
        self._write = write
        self._due: dict[UUID, float] = {}
        """When each may be written again."""
        self._pending: set[UUID] = set()
        self._writing: asyncio.Task[None] | None = None

    def note(self, token_id: UUID) -> None:
        """The token is used now."""
        now = time.monotonic()
        if self._due.get(token_id, 0.0) > now:
            return
        if len(self._due) >= _REMEMBERED:
            self._due = {each: due for each, due in self._due.items() if due > now}
        self._due[token_id] = now + _SECONDS_BETWEEN_WRITES
        self._pending.add(token_id)
        if self._writing is None or self._writing.done():
            # In a context of its own: its statements are not the request's.
            self._writing = asyncio.create_task(self._write_pending(), context=Context())

    async def close(self) -> None:
        """Return when what was noted is written."""
        if self._writing is not None:
            await self._writing

    async def _write_pending(self) -> None:
        while self._pending:
            try:
                await self._write(self._pending.pop(), utc_now())
            except Exception as error:
                log.warning("the last use of a token was not written", error=repr(error))


class TokenHolders(Generic[HolderT]):
    """What tokens stand for. Only tokens that are good are remembered: a new one is good at once."""

    def __init__(self, read: Callable[[bytes], Awaitable[Held[HolderT] | None]], uses: LastUses) -> None:
        """`read` finds a token by its hash, unless it was revoked."""
        self._read = read
        self._uses = uses
        self._known: OrderedDict[bytes, _Known[HolderT]] = OrderedDict()
        self._forgotten = 0

    async def of_token(self, token: str) -> HolderT | None:
        """What the token stands for; None where it is unknown, revoked or expired."""
        token_hash = hash_secret(token)
        known = self._known.get(token_hash)
        held = known.held if known and known.until > time.monotonic() else await self._read_anew(token_hash)
        if held is None or (held.expires_at is not None and held.expires_at <= utc_now()):
            self._known.pop(token_hash, None)
            return None
        self._uses.note(held.token_id)
        return held.holder

    def forget(self) -> None:
        """Read all tokens anew, and do not remember what is being read now."""
        self._known.clear()
        self._forgotten += 1

    async def close(self) -> None:
        """Write down what is still to be written."""
        await self._uses.close()

    async def _read_anew(self, token_hash: bytes) -> Held[HolderT] | None:
        forgotten = self._forgotten
        held = await self._read(token_hash)
        if held is not None and forgotten == self._forgotten:  # else it may have been revoked since it was read
            self._known[token_hash] = _Known(held, time.monotonic() + _REMEMBERED_SECONDS)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return held
