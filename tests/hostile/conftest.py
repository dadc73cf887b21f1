"""Servers to attack, on the demo shop of this test process."""

import re
import sys
from collections.abc import Iterator

import httpx2
import pytest

from tests.hostile.target import Target, running_target
from tests.support.dev import Dev


@pytest.fixture(scope="session")
def target(dev: Dev) -> Iterator[Target]:
    """A server with the settings that shops have."""
    _require_linux()
    with running_target(dev.data_dir) as running:
        yield running


@pytest.fixture(scope="session")
def hasty(dev: Dev) -> Iterator[Target]:
    """A server that is soon out of patience, and has low limits for sockets."""
    _require_linux()
    with running_target(
        dev.data_dir,
        receive_seconds="1",
        keep_alive_seconds="1",
        limit_sockets_per_address="20",
        limit_subscriptions_per_socket="5",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def order_token(dev: Dev) -> str:
    """Of an order of the demo shop, which its page shows to everyone."""
    page = httpx2.get(dev.url, headers={"Accept": "text/html"}).text
    found = re.search(r"order_secret_[\w-]+", page)
    assert found
    return found[0]


def _require_linux() -> None:
    if sys.platform != "linux":
        pytest.skip("needs /proc and addresses of 127.0.0.0/8")
