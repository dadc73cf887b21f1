"""`--both-engines` asks what it says, sees a difference, and hides its own statements."""

from collections.abc import AsyncIterator

import pytest

from app.core.settings import Settings
from app.execution.walk import Walk
from tests.support.client import Client, open_client

pytestmark = pytest.mark.usefixtures("shop")

PRODUCTS = "{ products { nodes { slug priceRange { min { displayed { amount } } } } } }"


@pytest.fixture
async def twice(settings: Settings) -> AsyncIterator[Client]:
    async with open_client(settings, both_engines=True) as opened:
        yield opened


async def test_a_query_is_asked_three_times_and_its_statements_counted_once(twice: Client) -> None:
    await twice.data(PRODUCTS)  # what is read once in a process is read now
    everything: list[str] = []
    twice.runtime.database.observers.append(everything.append)

    with twice.statements() as seen:
        await twice.data(PRODUCTS)

    assert len(seen) > 1
    assert everything == seen * 3


async def test_what_is_no_query_is_asked_once(twice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert twice.twins
    monkeypatch.setattr(twice.twins, "planned", None)

    await twice.data("mutation { cartCreate(input: {}) { cart { id } } }")
    await twice.ask("{ not a document")


async def test_a_difference_fails_the_test_that_asked(twice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Walk.run

    async def run_wrongly(walk: Walk) -> object:
        data, errors = await run(walk)
        return ({**data, "more": 1} if data else data), errors

    monkeypatch.setattr(Walk, "run", run_wrongly)

    with pytest.raises(AssertionError, match="with the plan, and without it"):
        await twice.ask(PRODUCTS)
