"""`tradewind sandbox`, beside an application that is not at the address that the command was told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import program
from app.cli.session import CommandError
from app.core.settings import Settings
from app.shipments import NewShipment, create_shipment
from app.shipments.commands import REGISTER_JOB
from tests.support.carriers import worker_of
from tests.support.client import Client
from tests.support.orders import place_shirts
from tests.support.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture
def tradewind(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command with the settings of this test file, on a thread of its own, as it makes its own event loop."""

    @contextmanager
    def context(*_: Any, **overrides: Any) -> Iterator[Settings]:
        yield settings.model_copy(update={"public_url": "http://127.0.0.1:9", **overrides})

    monkeypatch.setattr("app.cli.sandbox.command_context", context)

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, program, ["sandbox", *arguments])

    return run


async def test_a_parcel_moves_also_where_the_shop_cannot_be_reached(tradewind: Any, client: Client, shop: Shop) -> None:
    order = await place_shirts(client.runtime, shop)
    ctx = await client.runtime.system_context()
    await create_shipment(ctx, NewShipment(order.id, 1, "command", "sandbox", "COMMAND-1"))
    await worker_of(client, [REGISTER_JOB]).drain()

    first = await tradewind("parcel", "advance", "command-1")
    rest = await tradewind("parcel", "advance", "COMMAND-1", "--all")
    end = await tradewind("parcel", "advance", "COMMAND-1")

    assert first.exit_code == 0
    assert "MAN  Shipment data received from sender, Shenzhen" in first.stdout
    assert "a running worker sends it again" in first.stderr
    assert " ".join(line.split("  ")[1] for line in rest.stdout.splitlines()) == "PUP DEP XPC ARR CIN CRL HND OFD DLV"
    assert end.stdout == "The parcel is at the end of its journey.\n"


@pytest.mark.parametrize("arguments", [("parcel", "advance", "NOBODYS-1"), ("pay", "SBX-0000-0000", "decline")])
async def test_what_the_sandbox_does_not_know_is_said_in_one_line(tradewind: Any, shop: Shop, arguments: Any) -> None:
    del shop
    answer = await tradewind(*arguments)

    assert isinstance(answer.exception, CommandError)
    assert str(answer.exception).endswith("Check the spelling, and that it was sent to the sandbox.")
