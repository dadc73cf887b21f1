"""Journeys of the sandbox carrier: chosen by the number, told in its own words, at real places."""

from zoneinfo import available_timezones

import pytest

from app.shipments.carriers import Parcel, Stop
from app.shipments.carriers.sandbox.codes import meaning_of
from app.shipments.carriers.sandbox.journeys import journey_of
from app.shipments.carriers.sandbox.places import doorstep, hub_of
from app.shipments.codes import TrackingActor, TrackingCode

SHENZHEN = Stop("CN", "Shenzhen", "Asia/Shanghai")
ROTTERDAM = Stop("NL", "Rotterdam", "Europe/Amsterdam")
BERLIN = Stop("DE", "Berlin")
OSAKA = Stop("JP", "大阪市")

INSIDE = "MAN PUP DEP ARR OFD DLV"
ABROAD = "MAN PUP DEP XPC ARR CIN CRL HND OFD DLV"


@pytest.mark.parametrize(
    ("number", "sent_from", "sent_to", "codes"),
    [
        ("SBX123", ROTTERDAM, BERLIN, INSIDE),
        ("SBX123", SHENZHEN, BERLIN, ABROAD),
        ("SBX123", ROTTERDAM, OSAKA, ABROAD),
        ("CUSTOMS1", ROTTERDAM, BERLIN, "MAN PUP DEP ARR CIN CHD CDU CRL HND OFD DLV"),
        ("CUSTOMS1", SHENZHEN, BERLIN, "MAN PUP DEP XPC ARR CIN CHD CDU CRL HND OFD DLV"),
        ("EXCEPTION1", ROTTERDAM, BERLIN, "MAN PUP DEP ARR OFD NDL OFD DLV"),
        ("LOST1", ROTTERDAM, BERLIN, "MAN PUP DEP ARR LST"),
        ("LOST-CUSTOMS1", SHENZHEN, BERLIN, "MAN PUP DEP XPC ARR LST"),
        ("SBX123", SHENZHEN, Stop("BR", "Recife"), ABROAD),
    ],
)
def test_the_number_and_the_way_choose_the_journey(number: str, sent_from: Stop, sent_to: Stop, codes: str) -> None:
    journey = journey_of(Parcel(number, sent_from, sent_to))

    assert [step.raw_code for step in journey] == codes.split()
    assert all(meaning_of(step.raw_code)[0] is not TrackingCode.UNKNOWN for step in journey)
    assert [step.after for step in journey] == sorted({step.after for step in journey})


def test_a_parcel_is_where_it_says() -> None:
    journey = journey_of(Parcel("SBX123", SHENZHEN, OSAKA))

    assert [step.stop for step in journey if step.raw_code in ("PUP", "ARR", "DLV")] == [
        SHENZHEN,
        Stop("JP", "Narita", "Asia/Tokyo"),
        Stop("JP", "大阪市", "Asia/Tokyo"),
    ]


def test_a_time_zone_is_told_only_where_it_is_sure() -> None:
    assert hub_of("US").time_zone == "America/New_York"
    assert doorstep(Stop("US", "Portland")).time_zone is None
    assert doorstep(Stop("BR", "Recife")) == Stop("BR", "Recife", None)
    assert doorstep(BERLIN).time_zone in available_timezones()


def test_raw_codes_mean_one_thing_each() -> None:
    assert meaning_of("CHD") == (TrackingCode.CUSTOMS_DELAY, TrackingActor.CUSTOMS)
    assert meaning_of(" dlv ") == (TrackingCode.DELIVERED, TrackingActor.CARRIER)
    assert meaning_of("VOI") == (TrackingCode.CANCELLED, TrackingActor.MERCHANT)
    assert meaning_of("???") == (TrackingCode.UNKNOWN, TrackingActor.CARRIER)
