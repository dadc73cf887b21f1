"""Lines in the log: JSON in production, with the ids of their request, and without secrets."""

import json
import logging as standard_logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from app.core import logging
from app.core.logging import log, request_ids
from app.core.settings import Environment

TOKEN = "cart_secret_" + "Qx7_k3a" * 6


@pytest.fixture(autouse=True)
def _fresh_logs(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """A configuration that writes to this test's standard error, and none of it afterwards."""
    del capsys
    logging.configure(Environment.PRODUCTION)
    yield
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    log.warning(f"lost {TOKEN}", nested={"headers": [("Authorization", "Bearer abcdefghij")], "ids": [TOKEN]}, amount=7)

    (line,) = lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "lost cart_secret_…",
        "level": "warning",
        "nested": {"headers": [["Authorization", "…"]], "ids": ["cart_secret_…"]},
        "amount": 7,
    }


def test_an_exception_is_told_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise LookupError(f"no cart {TOKEN}")
    except LookupError:
        log.exception("failed")

    (line,) = lines(capsys)
    assert "LookupError: no cart cart_secret_…" in line["exception"]
    assert TOKEN not in json.dumps(line)


@pytest.mark.parametrize(("trace_id", "shown"), [("ab" * 16, "ab" * 16), ("", "request-1")])
def test_a_line_within_a_request_carries_its_ids(capsys: pytest.CaptureFixture[str], trace_id: str, shown: str) -> None:
    token = request_ids.set(("request-1", trace_id))
    log.info("inside")
    standard_logging.getLogger("some.library").warning("of a library, with %s", TOKEN)
    request_ids.reset(token)
    log.info("outside")

    inside, library, outside = lines(capsys)
    assert (inside["request_id"], inside["trace_id"]) == ("request-1", shown)
    assert (library["request_id"], library["trace_id"]) == ("request-1", shown)
    assert library["event"] == "of a library, with cart_secret_…"
    assert (library["logger"], library["level"]) == ("some.library", "warning")
    assert "request_id" not in outside
    assert "trace_id" not in outside


def test_a_servers_own_handlers_make_room(capsys: pytest.CaptureFixture[str]) -> None:
    server = standard_logging.getLogger("uvicorn.error")
    server.addHandler(standard_logging.StreamHandler())
    server.propagate = False

    logging.configure(Environment.PRODUCTION)
    logging.configure(Environment.PRODUCTION)  # once more changes nothing
    server.error("broken")

    (line,) = lines(capsys)
    assert (line["event"], line["logger"]) == ("broken", "uvicorn.error")


def test_in_development_a_line_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logging.configure(Environment.DEVELOPMENT)
    log.warning("careful", token=TOKEN)

    shown = capsys.readouterr().err
    assert "careful" in shown
    assert "token=cart_secret_…" in shown
