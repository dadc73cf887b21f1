"""The sandbox carrier behind the carrier protocol. Its books are in the same database for want of another machine, but
it writes them in transactions of its own, as if they were out of reach."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app.core.clock import utc_now
from app.core.db import Database, assert_no_transaction
from app.core.settings import Settings
from app.core.signatures import verify
from app.jobs import enqueue
from app.shipments.carriers.protocol import CarrierReport, Parcel
from app.shipments.carriers.sandbox.messages import CARRIER_CODE, callback_key, read_callback
from app.shipments.carriers.sandbox.models import SandboxParcel

STEP_JOB = "shipments.sandbox_step"


class SandboxCarrier:
    """A carrier that moves no parcels and reports whole journeys, on demand."""

    code = CARRIER_CODE

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    async def register(self, parcel: Parcel) -> None:
        await self.announce(parcel, moves_by_itself=True)

    async def announce(self, parcel: Parcel, *, moves_by_itself: bool) -> None:
        """Write the parcel down, unless it is known. One that moves by itself takes its first step soon."""
        assert_no_transaction("the sandbox carrier")
        async with self._database.transaction() as session:
            written = await session.execute(
                insert(SandboxParcel)
                .values(
                    tracking_number=parcel.tracking_number,
                    from_country_code=parcel.sent_from.country_code,
                    from_city=parcel.sent_from.city,
                    from_time_zone=parcel.sent_from.time_zone,
                    to_country_code=parcel.sent_to.country_code,
                    to_city=parcel.sent_to.city,
                    moves_by_itself=moves_by_itself,
                    announced_at=self._clock(),
                )
                .on_conflict_do_nothing(index_elements=[col(SandboxParcel.tracking_number)])
                .returning(col(SandboxParcel.tracking_number))
            )
            if written.scalar_one_or_none() is not None and moves_by_itself:
                await enqueue(
                    session,
                    STEP_JOB,
                    {"tracking_number": parcel.tracking_number, "position": 0},
                    delay=timedelta(seconds=self._settings.sandbox_step_seconds),
                )

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        verify(callback_key(self._settings.secret_key), headers, body)
        return read_callback(body)
