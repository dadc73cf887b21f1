"""What every carrier's adapter must do. An adapter for a real carrier is a subclass of `CarrierContract` away."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Connection

from app.core.clock import utc_now
from app.core.settings import Settings
from app.core.signatures import InvalidSignatureError, sign
from app.shipments import MalformedCallbackError, TrackingActor, TrackingCode
from app.shipments.carriers import Carrier, Parcel, Stop
from app.shipments.carriers.sandbox import STEP_JOB, SandboxCarrier
from app.shipments.carriers.sandbox.messages import callback_key
from app.wiring import Runtime
from tests.support.carriers import report

PARCEL = Parcel("SBX-CONTRACT-1", Stop("CN", "Shenzhen", "Asia/Shanghai"), Stop("DE", "Berlin"))


class CarrierContract(ABC):
    """A subclass says how its carrier writes a callback."""

    @pytest.fixture
    @abstractmethod
    def carrier(self, runtime: Runtime) -> Carrier:
        """The adapter."""

    @abstractmethod
    def delivered(self, settings: Settings, number: str, at: datetime) -> tuple[Mapping[str, str], bytes]:
        """A signed callback that says one parcel was delivered then, in Berlin."""

    @abstractmethod
    def unheard_of(self, settings: Settings, number: str) -> tuple[Mapping[str, str], bytes]:
        """A signed callback with a code that the carrier has never used before."""

    @abstractmethod
    def nonsense(self, settings: Settings) -> Sequence[tuple[Mapping[str, str], bytes]]:
        """Callbacks that are signed and make no sense."""

    @abstractmethod
    async def registrations(self, connection: "Connection[Any]", number: str) -> int:
        """How often the carrier has taken the parcel in."""

    async def test_a_parcel_is_registered_once(self, carrier: Carrier, connection: "Connection[Any]") -> None:
        await carrier.register(PARCEL)
        await carrier.register(PARCEL)

        assert await self.registrations(connection, PARCEL.tracking_number) == 1

    async def test_it_is_not_called_inside_a_transaction(self, carrier: Carrier, runtime: Runtime) -> None:
        async with runtime.database.transaction():
            with pytest.raises(RuntimeError, match="open transaction"):
                await carrier.register(PARCEL)

    def test_a_report_says_what_happened_when_and_where(self, carrier: Carrier, settings: Settings) -> None:
        at = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)

        (said,) = carrier.read_callback(*self.delivered(settings, "SBX1", at))

        assert (said.tracking_number, said.code, said.actor) == ("SBX1", TrackingCode.DELIVERED, TrackingActor.CARRIER)
        assert said.occurred_at == at
        assert said.stop == Stop("DE", "Berlin", "Europe/Berlin")
        assert said.raw_code
        assert said.raw_text

    def test_the_same_report_has_the_same_id(self, carrier: Carrier, settings: Settings) -> None:
        at = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)

        ids = {carrier.read_callback(*self.delivered(settings, "SBX1", at))[0].report_id for _ in range(2)}

        assert len(ids) == 1

    def test_a_code_that_nobody_knows_is_kept_as_it_is(self, carrier: Carrier, settings: Settings) -> None:
        (said,) = carrier.read_callback(*self.unheard_of(settings, "SBX1"))

        assert said.code is TrackingCode.UNKNOWN
        assert said.raw_code
        assert said.raw_text

    def test_a_forged_callback_is_refused(self, carrier: Carrier, settings: Settings) -> None:
        headers, body = self.delivered(settings, "SBX1", utc_now())

        for forged, changed in (
            ({}, body),
            (headers, body + b" "),
            (dict(headers) | {"webhook-signature": "v1,AAAA"}, body),
        ):
            with pytest.raises(InvalidSignatureError):
                carrier.read_callback(forged, changed)

    def test_nonsense_is_refused(self, carrier: Carrier, settings: Settings) -> None:
        for headers, body in self.nonsense(settings):
            with pytest.raises(MalformedCallbackError):
                carrier.read_callback(headers, body)


class TestSandboxCarrier(CarrierContract):
    @pytest.fixture
    def carrier(self, runtime: Runtime) -> Carrier:
        return SandboxCarrier(runtime.database, runtime.settings)

    def delivered(self, settings: Settings, number: str, at: datetime) -> tuple[Mapping[str, str], bytes]:
        berlin = {"country": "DE", "city": "Berlin", "timeZone": "Europe/Berlin"}
        return _signed(settings, json.dumps({"reports": [report(number, "DLV", at, location=berlin)]}))

    def unheard_of(self, settings: Settings, number: str) -> tuple[Mapping[str, str], bytes]:
        return _signed(settings, json.dumps({"reports": [report(number, "QQQ")]}))

    def nonsense(self, settings: Settings) -> Sequence[tuple[Mapping[str, str], bytes]]:
        changes: list[dict[str, Any]] = [
            {"occurredAt": "yesterday"},
            {"occurredAt": "2026-11-24T12:00:00"},
            {"occurredAt": "9999-12-31T23:59:59-12:00"},
            {"location": {"country": "Germany"}},
            {"trackingNumber": None},
            {"reportId": ""},
        ]
        wrong = [json.dumps({"reports": [report("SBX1", "DLV", **change)]}) for change in changes]
        return [_signed(settings, body) for body in ("[]", "{}", '{"reports": 1}', *wrong)]

    async def registrations(self, connection: "Connection[Any]", number: str) -> int:
        jobs = (
            "SELECT count(*) FROM pgqueuer WHERE entrypoint = $1 AND convert_from(payload, 'UTF8')::jsonb ->> $2 = $3"
        )
        parcels = await connection.fetchval("SELECT count(*) FROM sandbox_parcel WHERE tracking_number = $1", number)
        assert await connection.fetchval(jobs, STEP_JOB, "tracking_number", number) == parcels
        return int(parcels)


def _signed(settings: Settings, body: str) -> tuple[dict[str, str], bytes]:
    return sign(callback_key(settings.secret_key), uuid4().hex, utc_now(), body), body.encode()
