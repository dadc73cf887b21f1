"""The plan answers as graphql-core does: operations written by Hypothesis, in a world where everything can fail."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.execution.agreement import assert_engines_agree
from tests.execution.world_schema import MUTATIONS, QUERIES
from tests.support.operations import Operation, operations

pytestmark = pytest.mark.slow

QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
THOROUGH = settings(QUICK, max_examples=2000)


@QUICK
@given(operations(QUERIES))
async def test_queries(operation: Operation) -> None:
    await assert_engines_agree(operation)


@QUICK
@given(operations(MUTATIONS))
async def test_mutations(operation: Operation) -> None:
    await assert_engines_agree(operation)


@pytest.mark.slow
@THOROUGH
@given(operations(QUERIES))
async def test_two_thousand_queries(operation: Operation) -> None:
    await assert_engines_agree(operation)


@pytest.mark.slow
@settings(THOROUGH, max_examples=500)
@given(operations(MUTATIONS))
async def test_five_hundred_mutations(operation: Operation) -> None:
    await assert_engines_agree(operation)
