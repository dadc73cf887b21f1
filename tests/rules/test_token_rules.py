"""What tokens may give, how long they live, and how a process remembers them."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.core import token_holders
from app.core.lifetimes import expiry_after_rotation, renewed_expiry
from app.core.secrets import hash_secret, new_public_token, new_secret
from app.core.token_holders import Held, LastUses, TokenHolders
from app.identity.rules import not_held

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = UUID(int=1)
BOB = UUID(int=2)


def test_nobody_gives_what_they_do_not_have() -> None:
    assert not_held(["orders:read"], {"orders:read", "tokens:write"}) == []
    assert not_held(["tokens:write", "orders:write", "orders:read"], {"orders:read"}) == [
        "orders:write",
        "tokens:write",
    ]


def test_a_successor_lives_as_long_as_was_meant() -> None:
    assert renewed_expiry(NOON - 5 * DAY, NOON + 2 * DAY, NOON) == NOON + 7 * DAY
    assert renewed_expiry(NOON - 5 * DAY, None, NOON) is None


def test_the_old_token_never_lives_longer_than_it_would_have() -> None:
    assert expiry_after_rotation(None, NOON, DAY) == NOON + DAY
    assert expiry_after_rotation(NOON + 9 * DAY, NOON, DAY) == NOON + DAY
    assert expiry_after_rotation(NOON + timedelta(hours=1), NOON, DAY) == NOON + timedelta(hours=1)


def test_tokens_say_what_they_are() -> None:
    assert new_secret("storefront").startswith("storefront_secret_")
    assert new_public_token("storefront").startswith("storefront_public_")
    assert len({new_public_token("storefront") for _ in range(100)}) == 100


class Store:
    """Tokens as a database has them, and what was asked of it."""

    def __init__(self) -> None:
        self.tokens: dict[bytes, Held[str]] = {
            hash_secret("ada"): Held(ADA, "Ada", None),
            hash_secret("bob"): Held(BOB, "Bob", None),
        }
        self.reads = 0
        self.writes: list[UUID] = []
        self.broken = False

    async def read(self, token_hash: bytes) -> Held[str] | None:
        self.reads += 1
        found = self.tokens.get(token_hash)
        await asyncio.sleep(0)
        return found

    async def write(self, token_id: UUID, _moment: datetime) -> None:
        if self.broken:
            raise OSError("away")
        self.writes.append(token_id)

    def holders(self) -> TokenHolders[str]:
        return TokenHolders(self.read, LastUses(self.write))


async def test_a_token_is_read_once_until_it_is_to_be_forgotten() -> None:
    store = Store()
    holders = store.holders()

    assert [await holders.of_token("ada") for _ in range(3)] == ["Ada"] * 3
    assert store.reads == 1
    store.tokens.clear()
    assert await holders.of_token("ada") == "Ada"
    holders.forget()
    assert await holders.of_token("ada") is None
    assert store.reads == 2


async def test_what_is_forgotten_while_it_is_read_is_not_remembered() -> None:
    store = Store()
    holders = store.holders()
    reading = asyncio.create_task(holders.of_token("ada"))
    await asyncio.sleep(0)
    store.tokens.clear()
    holders.forget()

    assert await reading == "Ada"
    assert await holders.of_token("ada") is None


async def test_an_unknown_token_is_not_remembered() -> None:
    store = Store()
    holders = store.holders()
    assert await holders.of_token("eve") is None
    store.tokens[hash_secret("eve")] = Held(UUID(int=3), "Eve", None)
    assert await holders.of_token("eve") == "Eve"


async def test_a_remembered_token_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    store.tokens[hash_secret("ada")] = Held(ADA, "Ada", NOON)
    holders = store.holders()
    monkeypatch.setattr(token_holders, "utc_now", lambda: NOON - timedelta(microseconds=1))
    assert await holders.of_token("ada") == "Ada"
    monkeypatch.setattr(token_holders, "utc_now", lambda: NOON)
    assert await holders.of_token("ada") is None


async def test_a_token_is_read_again_after_seconds_though_nothing_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    holders = store.holders()
    await holders.of_token("ada")
    store.tokens.clear()
    now = time.monotonic()
    monkeypatch.setattr("app.core.token_holders.time.monotonic", lambda: now + 5.1)
    assert await holders.of_token("ada") is None


async def test_the_last_use_is_written_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    holders = store.holders()
    for token in ("ada", "bob", "ada", "eve"):
        await holders.of_token(token)
    await holders.close()
    assert sorted(store.writes) == [ADA, BOB]

    now = time.monotonic()
    monkeypatch.setattr("app.core.token_holders.time.monotonic", lambda: now + 61)
    await holders.of_token("ada")
    await holders.close()
    assert sorted(store.writes) == [ADA, ADA, BOB]


async def test_a_use_that_cannot_be_written_fails_nobody() -> None:
    store = Store()
    store.broken = True
    holders = store.holders()
    assert await holders.of_token("ada") == "Ada"
    await holders.close()
    assert store.writes == []
