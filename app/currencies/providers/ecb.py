"""What the table and the feed of the European Central Bank have in common.

Its euro reference rates are set once on each TARGET working day, "based on the regular daily concertation procedure
between central banks across Europe, which normally takes place at around 14:10 CET".
Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

EURO: Final = "EUR"

_FRANKFURT: Final = ZoneInfo("Europe/Berlin")
_CONCERTATION: Final = time(14, 10, tzinfo=_FRANKFURT)


def moment_of(day: date) -> datetime:
    """When the rates of the day were set."""
    return datetime.combine(day, _CONCERTATION)
