"""What a process remembers of what it has read."""

import asyncio

from app.core.remembered import RememberedByKey


class Reader:
    """Writes down what it was asked for, and answers when it may."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def read(self, key: str) -> str:
        self.asked.append(key)
        answer = f"{key}{len(self.asked)}"
        await self.may_answer.wait()
        return answer


async def test_each_key_is_read_once_and_the_one_asked_for_longest_ago_is_dropped() -> None:
    reader = Reader()
    kept = RememberedByKey(reader.read, seconds=60, most=2)

    assert [await kept.get(key) for key in "abab"] == ["a1", "b2", "a1", "b2"]
    assert [await kept.get(key) for key in "aca"] == ["a1", "c3", "a1"]
    assert await kept.get("b") == "b4"
    assert reader.asked == ["a", "b", "c", "b"]


async def test_all_are_read_anew_once_forgotten_and_what_was_being_read_is_not_kept() -> None:
    reader = Reader()
    kept = RememberedByKey(reader.read, seconds=60, most=2)
    assert await kept.get("a") == "a1"
    reader.may_answer.clear()
    being_read = asyncio.create_task(kept.get("b"))
    await asyncio.sleep(0)
    kept.forget()
    reader.may_answer.set()

    assert await being_read == "b2"
    assert [await kept.get(key) for key in "ab"] == ["a3", "b4"]


async def test_what_is_too_old_is_read_anew() -> None:
    reader = Reader()
    kept = RememberedByKey(reader.read, seconds=0, most=2)

    assert [await kept.get("a"), await kept.get("a")] == ["a1", "a2"]
