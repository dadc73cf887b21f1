"""The circuit breaker: when calls pass, when they are refused, and what proves that a system is back."""

import asyncio

import pytest

from search.engine.breaker import Breaker, BreakerOpenError


class AwayError(Exception):
    """The system does not answer."""


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=3, open_seconds=5, clock=clock)


def call(breaker: Breaker, error: BaseException | None = None) -> str:
    """What comes of a call that raises `error`."""
    try:
        with breaker.guarding(AwayError):
            if error is not None:
                raise error
    except BreakerOpenError:
        return "refused"
    except (AwayError, ValueError) as raised:
        return type(raised).__name__
    return "passed"


def fail(breaker: Breaker, times: int) -> list[str]:
    return [call(breaker, AwayError()) for _ in range(times)]


def test_the_third_failure_in_a_row_opens_it_for_five_seconds(breaker: Breaker, clock: Clock) -> None:
    assert fail(breaker, 3) == ["AwayError"] * 3
    assert breaker.is_open
    clock.now += 4.99
    assert call(breaker) == "refused"
    clock.now += 0.01
    assert call(breaker) == "passed"
    assert fail(breaker, 2) == ["AwayError"] * 2, "after a success it counts from the beginning"
    assert not breaker.is_open


def test_failures_count_in_a_row_only(breaker: Breaker) -> None:
    assert [*fail(breaker, 2), call(breaker), *fail(breaker, 2), call(breaker)] == [
        *("AwayError", "AwayError", "passed"),
        *("AwayError", "AwayError", "passed"),
    ]


def test_an_error_of_another_kind_proves_that_the_system_answers(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert call(breaker, ValueError()) == "ValueError"
    assert fail(breaker, 2) == ["AwayError"] * 2
    assert not breaker.is_open


def test_a_probe_that_fails_opens_it_again_at_once(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 5
    assert fail(breaker, 1) == ["AwayError"]
    assert call(breaker) == "refused"
    clock.now += 5
    assert call(breaker) == "passed"


def test_one_probe_at_a_time(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 5
    with breaker.guarding(AwayError):
        assert call(breaker) == "refused"
    assert call(breaker) == "passed"


async def test_a_cancelled_probe_proves_nothing_and_lets_the_next_one_through(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 5

    async def hang() -> None:
        with breaker.guarding(AwayError):
            await asyncio.sleep(60)

    probe = asyncio.create_task(hang())
    await asyncio.sleep(0)
    assert call(breaker) == "refused"
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe
    assert fail(breaker, 1) == ["AwayError"], "the next call is a probe again"
    assert call(breaker) == "refused"
