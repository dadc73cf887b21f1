"""Responses that the processes of a shop share in Redis, by the same laws as those in memory.

Redis keeps one number, which every drop raises, and for each tag the number of its last drop. An entry carries the
number at which its fill began, and is found only while none of its tags has a later one. So a drop writes one key per
tag, however many entries it makes wrong, and no list of entries per tag has to be kept true; what is wrong is never
read again and expires. A horizon makes everything older wrong at once. Each operation is one script, hence atomic.

What may go wrong, and what then holds:

- *Redis is away or slow.* An operation that fails, or a look that takes longer than `patience`, closes the store: no
  call waits for it until a trial from the background succeeds. If a drop was missed meanwhile, that trial raises the
  horizon before anything is found again. So does the first contact of a process, which cannot know what was missed
  before it; start it once changes are heard.
- *One process cannot reach Redis, others can.* They hear the same changes and drop for it; it finds nothing there.
- *None can reach it, and all end before they can again.* The next to start raises the horizon.
- *Redis forgets, or comes back with old data.* Numbers are its clock's microseconds, so that new ones are above those
  forgotten. A number below one already seen raises the horizon.
- *Redis evicts keys.* An entry whose tag has no number is not found. Only an eviction of the very latest drops, within
  the time of one fill, could let an old answer in: use `noeviction` or an LRU or LFU policy.

Whatever else happens, no entry is found longer than it was said to be right, nor than `LONGEST`.
"""

import asyncio
import logging
from collections.abc import Collection
from hashlib import blake2b
from itertools import islice
from typing import Any

import msgspec
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from app.responses.entry import Response
from app.responses.shared import Found

LONGEST = 3600
"""Seconds that Redis keeps anything: an entry, and the number of a tag after its last use."""
MOST_TAGS = 1000
"""Of one script, which nobody else can run beside. What shows more is not shared."""
_BACKGROUND_SECONDS = 1.0
"""For what no request waits for."""
_NOTHING = Found(None, None)
_log = logging.getLogger(__name__)

# All keys begin with KEYS[1], whose braces keep them in one slot of a cluster. Every script answers with the number
# that it met, the number that it left, and its result.
_NUMBERS = """
local clock = KEYS[1] .. ':clock'
local function of_tag(tag) return KEYS[1] .. ':tag:' .. tag end
local numbers = redis.call('HMGET', clock, 'latest', 'horizon')
local latest, horizon = tonumber(numbers[1]), tonumber(numbers[2])
local function advance()
  local time = redis.call('TIME')
  return math.max(time[1] * 1000000 + time[2], (latest or 0) + 1)
end
if not latest or not horizon then
  latest = advance()
  horizon = latest
  redis.call('HSET', clock, 'latest', latest, 'horizon', horizon)
end
"""
_LOOK = """
local entry = redis.call('HMGET', KEYS[2], 'began', 'tags', 'expires_at', 'body')
local began = tonumber(entry[1])
if not began or began < horizon then return {latest, latest} end
for _, tag in ipairs(cjson.decode(entry[2])) do
  local dropped = tonumber(redis.call('GET', of_tag(tag)))
  if not dropped or dropped > began then return {latest, latest} end
end
return {latest, latest, entry[2], entry[3], entry[4]}
"""
_PUT = f"""
local began, tags = tonumber(ARGV[1]), cjson.decode(ARGV[2])
if began < horizon then return {{latest, latest, 0}} end
for _, tag in ipairs(tags) do
  local dropped = tonumber(redis.call('GET', of_tag(tag)))
  if dropped and dropped > began then return {{latest, latest, 0}} end
end
for _, tag in ipairs(tags) do
  redis.call('SET', of_tag(tag), began, 'NX')
  redis.call('EXPIRE', of_tag(tag), {LONGEST})
end
redis.call('HSET', KEYS[2], 'began', began, 'tags', ARGV[2], 'expires_at', ARGV[3], 'body', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return {{latest, latest, 1}}
"""
_DROP = f"""
local number = advance()
redis.call('HSET', clock, 'latest', number)
for _, tag in ipairs(ARGV) do redis.call('SET', of_tag(tag), number, 'EX', {LONGEST}) end
return {{latest, number}}
"""
_DROP_EVERYTHING = """
local number = advance()
redis.call('HSET', clock, 'latest', number, 'horizon', number)
return {latest, number}
"""


class RedisStore:
    """A `SharedStore`. Opens its connections when first used; for one event loop."""

    def __init__(
        self, url: str, *, prefix: str = "tradewind", patience: float = 0.05, retry_after: float = 1.0
    ) -> None:
        """`patience`: seconds that a request waits at most; `retry_after`: seconds between trials of an outage."""
        at_once = Retry(NoBackoff(), 0)
        pool = BlockingConnectionPool.from_url(url, max_connections=32, timeout=None, retry=at_once, protocol=2)
        self._client = Redis.from_pool(pool)
        self._prefix = f"{{{prefix}}}:responses"
        self._patience = patience
        self._retry_after = retry_after
        self._look, self._put, self._drop, self._drop_everything = (
            self._client.register_script(_NUMBERS + script) for script in (_LOOK, _PUT, _DROP, _DROP_EVERYTHING)
        )
        self._open = asyncio.Event()
        self._missed = True
        """Whether Redis may lack a drop, so that the horizon must be raised before the store opens again."""
        self._latest = 0
        """The highest number seen."""
        self._trials: asyncio.Task[None] | None = None
        self._reported = False
        """Whether this outage has been logged."""

    async def opened(self) -> None:
        """Wait until it can be used."""
        self._try(after=0)
        await self._open.wait()

    async def look(self, key: bytes, now: float) -> Found:
        reply = await self._call(self._look, self._patience, self._entry(key))
        if reply is None:
            return _NOTHING
        latest, *entry = reply
        if not entry or float(entry[1]) <= now:
            return Found(None, latest)
        tags, expires_at, body = entry
        return Found(Response.of(body, msgspec.json.decode(tags, type=frozenset[str]), float(expires_at)), latest)

    async def put(self, key: bytes, response: Response, ticket: int, now: float) -> bool:
        milliseconds = int(min(response.expires_at - now, LONGEST) * 1000)
        if milliseconds <= 0 or len(response.tags) > MOST_TAGS:
            return False
        given = (ticket, msgspec.json.encode(response.tags), response.expires_at, response.body, milliseconds)
        reply = await self._call(self._put, _BACKGROUND_SECONDS, self._entry(key), *given)
        return reply is not None and reply[1] == 1

    async def drop(self, tags: Collection[str]) -> None:
        rest = iter(tags)
        while some := tuple(islice(rest, MOST_TAGS)):
            if await self._call(self._drop, _BACKGROUND_SECONDS, None, *some) is None:
                self._missed = True
                return

    def distrust(self) -> None:
        self._missed = True
        self._open.clear()
        self._try(after=0)

    async def close(self) -> None:
        if self._trials is not None:
            self._trials.cancel()
            await asyncio.gather(self._trials, return_exceptions=True)
        await self._client.aclose()

    async def _call(self, script: AsyncScript, seconds: float, entry: str | None, *given: Any) -> list[Any] | None:
        """The number that the script left, and its result; `None` while the store is closed, or if this closes it."""
        if not self._open.is_set():
            self._try(after=0)
            return None
        return await self._run(script, seconds, entry, *given)

    async def _run(self, script: AsyncScript, seconds: float, entry: str | None, *given: Any) -> list[Any] | None:
        known = self._latest
        try:
            async with asyncio.timeout(seconds):
                reply: list[Any] = await script(keys=[self._prefix, entry] if entry else [self._prefix], args=given)
        except (RedisError, OSError, TimeoutError) as error:
            self._fail(error)
            return None
        met, latest, *_ = reply
        if met < known:
            _log.warning("Redis has lost writes: nothing that it holds is used.")
            self.distrust()
            return None
        self._latest = max(self._latest, latest)
        return reply[1:]

    def _fail(self, error: Exception) -> None:
        self._open.clear()
        if not self._reported:
            self._reported = True
            _log.warning("Redis does not answer (%r): responses are not shared until it does.", error)
        self._try(after=self._retry_after)

    def _try(self, after: float) -> None:
        if self._trials is None or self._trials.done():
            self._trials = asyncio.create_task(self._reopen(after))

    async def _reopen(self, after: float) -> None:
        await asyncio.sleep(after)
        while not self._open.is_set():
            missed, self._missed = self._missed, False
            script = self._drop_everything if missed else self._drop  # without tags: a trial that writes
            reply = await self._run(script, self._patience, None)
            self._missed |= missed and reply is None
            if reply is None:
                await asyncio.sleep(self._retry_after)
            elif not self._missed:  # else a drop was missed during the trial
                self._open.set()
        if self._reported:
            self._reported = False
            _log.warning("Redis answers again.")

    def _entry(self, key: bytes) -> str:
        return f"{self._prefix}:entry:{blake2b(key, digest_size=20).hexdigest()}"
