"""Where the requests of a scenario come from, and who looks at their answers."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle
from typing import Final, Protocol

import asyncpg

from app.wiring import Runtime
from scripts.benchmarks.carts import ModelCart, copy_carts, make_models
from scripts.benchmarks.client import require_computed, wire
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.load import Answer, Ask
from scripts.benchmarks.proof import prove_reading, prove_writing
from scripts.benchmarks.scenarios import Contender, Scenario, Variables, completing
from scripts.benchmarks.shop import Supplies

_MODEL_CARTS: Final = 40
"""Carts that others are copied from, each with another variant."""
_PROVEN: Final = 10
"""Questions of a scenario that writes whose answers are compared: each makes three carts or orders."""


class Feed(Protocol):
    """The requests of one scenario."""

    async def prove(self) -> None:
        """Raise unless all contenders give the same answer."""

    async def asks(self, contender: Contender, at_most: int) -> Iterator[Ask]:
        """Requests for a contender, `at_most` so many where each of them uses something up."""


class ReadingFeed:
    """The same few questions, round and round. Every answer must be the proven one, byte for byte."""

    def __init__(self, port: int, scenario: Scenario, asked: list[Variables]) -> None:
        self._port = port
        self._scenario = scenario
        self._questions = asked
        self._asks: dict[Contender, list[Ask]] = {}

    async def prove(self) -> None:
        proven = await prove_reading(self._port, self._scenario, self._questions)
        self._asks = {
            contender: [
                Ask(wire(contender, self._scenario, variables), partial(require_body, bodies[contender]))
                for variables, bodies in zip(self._questions, proven, strict=True)
            ]
            for contender in Contender
        }

    async def asks(self, contender: Contender, at_most: int) -> Iterator[Ask]:
        del at_most
        return cycle(self._asks[contender])


class CreatingFeed:
    """New carts, of one variant after the other."""

    def __init__(self, port: int, scenario: Scenario, asked: list[Variables]) -> None:
        self._port = port
        self._scenario = scenario
        self._questions = asked

    async def prove(self) -> None:
        for variables in self._questions[:_PROVEN]:
            await prove_writing(self._port, self._scenario, dict.fromkeys(Contender, variables))

    async def asks(self, contender: Contender, at_most: int) -> Iterator[Ask]:
        del at_most
        return cycle([Ask(wire(contender, self._scenario, each), require_computed) for each in self._questions])


class CompletingFeed:
    """Completions, each of a cart that was prepared for it."""

    def __init__(
        self,
        port: int,
        supplies: Supplies,
        connection: "asyncpg.Connection[asyncpg.Record]",
        models: Sequence[ModelCart],
    ) -> None:
        self._port = port
        self._supplies = supplies
        self._connection = connection
        self._models = models

    @classmethod
    async def of(
        cls, port: int, supplies: Supplies, runtime: Runtime, connection: "asyncpg.Connection[asyncpg.Record]"
    ) -> "CompletingFeed":
        models = await make_models(runtime, supplies.variant_ids[:_MODEL_CARTS])
        return cls(port, supplies, connection, models)

    async def prove(self) -> None:
        for model in self._models[:_PROVEN]:
            carts = await copy_carts(self._connection, [model], len(Contender))
            variables = dict(zip(Contender, completing(carts, self._supplies), strict=True))
            await prove_writing(self._port, Scenario.COMPLETION, variables)

    async def asks(self, contender: Contender, at_most: int) -> Iterator[Ask]:
        carts = await copy_carts(self._connection, self._models, at_most)
        return iter(
            [
                Ask(wire(contender, Scenario.COMPLETION, each), require_computed)
                for each in completing(carts, self._supplies)
            ]
        )


def require_body(expected: bytes, answer: Answer) -> None:
    """Raise unless the answer was computed, and is the proven one."""
    if answer.is_hit or answer.body != expected:
        require_computed(answer)
        raise BenchError(f"an answer is not the one that was proven: {answer.body[:300].decode(errors='replace')}")
