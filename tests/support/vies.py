"""A register of VAT ids on a socket of its own, which behaves well or badly."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.json_service import JsonService, document, served


@dataclass
class FakeVies(JsonService):
    """`/check-vat-number` of VIES's REST interface."""

    valid: set[str] = field(default_factory=set)
    """The ids that somebody has."""

    def well_behaved(self, question: dict[str, Any]) -> bytes:
        is_valid = question["countryCode"] + question["vatNumber"] in self.valid
        return document(**question, requestDate="2026-11-22T10:00:00.000Z", valid=is_valid, name="---", address="---")


@asynccontextmanager
async def fake_vies() -> AsyncIterator[FakeVies]:
    """The register, on a free port of this machine."""
    async with served(FakeVies(), "/rest-api") as fake:
        yield fake
