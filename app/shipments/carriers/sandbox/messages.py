"""The sandbox carrier's callbacks: how it writes them, and how the shop reads them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, Field, SecretStr, ValidationError
from pydantic.alias_generators import to_camel

from app.core.signatures import signing_key
from app.shipments.carriers.protocol import CarrierReport, MalformedCallbackError, Stop
from app.shipments.carriers.sandbox.codes import meaning_of
from app.shipments.carriers.sandbox.models import SandboxScan

CARRIER_CODE = "sandbox"

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""What happened outside of these is a mistake, and near the ends of the calendar local times cannot be computed."""


def callback_key(secret_key: SecretStr) -> str:
    """The key that the carrier and the shop share for callbacks."""
    return signing_key(f"carriers:{CARRIER_CODE}", secret_key)


class _Location(BaseModel, alias_generator=to_camel, populate_by_name=True):
    country: str = Field(pattern="^[A-Z]{2}$")
    city: str | None = None
    time_zone: str | None = None


class _Report(BaseModel, alias_generator=to_camel, populate_by_name=True):
    report_id: str = Field(min_length=1, max_length=100)
    tracking_number: str = Field(min_length=1, max_length=100)
    event: str = Field(max_length=100)
    description: str
    occurred_at: AwareDatetime = Field(ge=_EARLIEST, lt=_LATEST)
    location: _Location | None = None


class _Callback(BaseModel):
    reports: list[_Report]


def write_callback(scans: Sequence[SandboxScan]) -> str:
    """The body of a callback about these scans. Times are local to the place, as carriers write them."""
    reports = [
        _Report(
            report_id=str(scan.id),
            tracking_number=scan.tracking_number,
            event=scan.raw_code,
            description=scan.raw_text,
            occurred_at=_on_the_spot(scan.occurred_at, scan.time_zone),
            location=_Location(country=scan.country_code, city=scan.city, time_zone=scan.time_zone),
        )
        for scan in scans
    ]
    document = _Callback(reports=reports).model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(document, ensure_ascii=False)


def read_callback(body: bytes) -> list[CarrierReport]:
    """The reports of a callback; raises `MalformedCallbackError`."""
    try:
        callback = _Callback.model_validate_json(body)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:3])
        raise MalformedCallbackError(where) from error
    return [_as_carrier_report(report) for report in callback.reports]


def _as_carrier_report(report: _Report) -> CarrierReport:
    code, actor = meaning_of(report.event)
    place = report.location
    return CarrierReport(
        tracking_number=report.tracking_number,
        report_id=report.report_id,
        code=code,
        actor=actor,
        raw_code=report.event,
        raw_text=report.description,
        occurred_at=report.occurred_at,
        stop=Stop(place.country, place.city, place.time_zone) if place else None,
    )


def _on_the_spot(moment: datetime, time_zone: str | None) -> datetime:
    return moment.astimezone(ZoneInfo(time_zone or "UTC"))
