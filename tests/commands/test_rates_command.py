"""`tradewind rates`: what it says of the sources and of what prices go by."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import program
from app.core.context import RequestContext
from app.core.settings import Settings
from app.currencies import RateSource, ensure_pairs
from tests.support.rates import said, update_from

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def tradewind(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command with the settings of this test file, on a thread of its own, as it makes its own event loop."""

    @contextmanager
    def context(*_: Any) -> Iterator[Settings]:
        yield settings.model_copy(update={"rates_feed_url": "http://127.0.0.1:9/latest.json"})

    monkeypatch.setattr("app.cli.use_cases.command_context", context)

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, program, ["rates", *arguments])

    return run


async def test_the_sources_are_asked_and_what_prices_go_by_is_shown(tradewind: Any, ctx: RequestContext) -> None:
    assert (await tradewind("status")).stdout == "The shop converts between no currencies.\n"
    async with ctx.transaction() as session:
        await ensure_pairs(session, [("EUR", "USD"), ("USD", "XCG")])

    first = await tradewind("update")

    assert first.exit_code == 1, "the feed did not answer"
    assert "no exchange rates" in first.stderr
    feed, table, stored, moved = first.stdout.splitlines()
    assert feed == "COMMERCIAL  the connection failed (ConnectError)"
    assert table.startswith("ECB_TABLE   30 rates, the newest of 2026-")
    assert stored == "30 observations are new."
    assert moved == "Moved: EUR/USD."
    again = await tradewind("update")
    assert again.stdout.splitlines()[2:] == ["0 observations are new."]

    rates = {"EUR": "0.5", "XCG": "1.79"}
    await update_from(ctx, said(RateSource.COMMERCIAL, "USD", rates, ctx.now, age=timedelta(days=3)))
    _, dollar, guilder = (await tradewind("status")).stdout.splitlines()
    assert dollar.startswith("EUR/USD ")
    assert "COMMERCIAL" in dollar
    assert guilder.split()[:2] == ["USD/XCG", "1.79"]
    assert guilder.endswith("too old")
