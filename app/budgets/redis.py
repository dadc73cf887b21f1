"""Budgets in Redis: one script for all viewers of a process every half second, by its clock."""

from collections.abc import Sequence
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.admission.budgets import Entry, Level, StoreAway

# KEYS are the viewers', whose common braces keep them in one slot of a cluster. ARGV[1] is what is wanted of each, and
# then come the budget and what was spent, key by key. A key expires when nothing of it is left.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local wanted = tonumber(ARGV[1])
local answer = {}
for number, key in ipairs(KEYS) do
  local per_minute, spent = tonumber(ARGV[2 * number]), tonumber(ARGV[2 * number + 1])
  local stored = redis.call('HMGET', key, 'used', 'at', 'per_minute')
  local used, at = tonumber(stored[1]) or 0, math.max(tonumber(stored[2]) or now, 0)
  used = math.max(used - (tonumber(stored[3]) or per_minute) / 60000 * math.max(now - at, 0), 0) + spent
  local granted = used + math.min(wanted, per_minute) <= per_minute
  if granted then used = used + wanted end
  redis.call('HSET', key, 'used', string.format('%.17g', used), 'at', string.format('%.17g', math.max(now, at)),
    'per_minute', per_minute)
  redis.call('PEXPIRE', key, math.ceil(used / per_minute * 60000) + 1000)
  answer[2 * number - 1] = string.format('%.17g', used)
  answer[2 * number] = granted and 1 or 0
end
return answer
"""


class RedisBudgets:
    """A `BudgetStore`. Opens its connections when first used; for one event loop."""

    def __init__(self, url: str, *, prefix: str = "tradewind") -> None:
        at_once = Retry(NoBackoff(), 0)
        pool = BlockingConnectionPool.from_url(url, max_connections=8, timeout=None, retry=at_once, protocol=2)
        self._client = Redis.from_pool(pool)
        self._prefix = f"{{{prefix}}}:spending"
        self._script = self._client.register_script(_SCRIPT)

    async def tell(self, entries: Sequence[Entry]) -> Sequence[float]:
        return [level.used for level in await self._run(entries, 0)]

    async def ask(self, entry: Entry, wanted: float) -> Level:
        return (await self._run([entry], wanted))[0]

    async def close(self) -> None:
        await self._client.aclose()

    async def _run(self, entries: Sequence[Entry], wanted: float) -> list[Level]:
        given = [part for entry in entries for part in (entry.per_minute, entry.spent)]
        keys = [f"{self._prefix}:{entry.viewer}" for entry in entries]
        try:
            reply: list[Any] = await self._script(keys=keys, args=[wanted, *given])
        except (RedisError, OSError) as error:
            raise StoreAway(str(error)) from error
        return [Level(float(used), bool(granted)) for used, granted in zip(reply[::2], reply[1::2], strict=True)]
