"""Values of a Hypothesis strategy for tests that await: drawn first, used afterwards."""

from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

ValueT = TypeVar("ValueT")


def drawn(strategy: SearchStrategy[ValueT], count: int) -> list[ValueT]:
    """So many values, the same ones in every run."""
    values: list[ValueT] = []

    @settings(max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(value: ValueT) -> None:
        values.append(value)

    collect()
    return values
