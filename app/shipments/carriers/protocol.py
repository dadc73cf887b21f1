"""What the shop asks of a carrier. An adapter for a real one is a class that passes the contract tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.shipments.codes import TrackingActor, TrackingCode


class CarrierUnavailableError(Exception):
    """The carrier did not answer, or not in time: ask again."""


class MalformedCallbackError(ValueError):
    """A callback that was signed by the carrier and cannot be understood."""


@dataclass(frozen=True)
class Stop:
    """Somewhere on the way of a parcel."""

    country_code: str
    """ISO 3166-1 alpha-2."""
    city: str | None = None
    time_zone: str | None = None
    """The IANA zone, where it is known."""


@dataclass(frozen=True)
class Parcel:
    """What a carrier is told of a parcel: where it goes, and nothing of who gets it."""

    tracking_number: str
    sent_from: Stop
    sent_to: Stop


@dataclass(frozen=True)
class CarrierReport:
    """One thing that a carrier says happened to a parcel, in its own words and in the shop's code."""

    tracking_number: str
    report_id: str
    """The carrier's own id of the report: the same when it is sent again."""
    code: TrackingCode
    actor: TrackingActor
    raw_code: str
    raw_text: str
    occurred_at: datetime
    """With its time zone."""
    stop: Stop | None = None


class Carrier(Protocol):
    """A carrier, by whatever protocol it is reached."""

    code: str
    """As `carrier.code` and the address of its callbacks have it."""

    async def register(self, parcel: Parcel) -> None:
        """Have the carrier report on this parcel. A second call changes nothing.

        It calls another system, so it begins with `assert_no_transaction`. Only `CarrierUnavailableError` may be raised
        for what the network or the carrier does.
        """
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Sequence[CarrierReport]:
        """The reports in a callback. It calls nobody.

        Raises `app.core.signatures.InvalidSignatureError` for a forged or outdated one, `MalformedCallbackError` for
        one that is signed and makes no sense. A code that the adapter does not know is `TrackingCode.UNKNOWN`.
        """
        ...
