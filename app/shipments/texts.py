"""How tracking numbers, carriers' words, places and times are read and written. Pure functions."""

import re
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TRACKING_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{3,38}[A-Z0-9]")
LONGEST_TEXT: Final = 500


def read_tracking_number(text: str) -> str | None:
    """The number as it is stored: without spaces, in capitals. None for what cannot be one.

    5 to 40 Latin letters and digits, with hyphens between them, hold the numbers of the postal services (UPU S10, 13
    characters) and of the large carriers, none of which is longer than 39.
    """
    number = "".join(text.split()).upper()
    return number if _TRACKING_NUMBER.fullmatch(number) else None


def clean_text(text: str) -> str:
    """Somebody else's words as they can be stored and shown: one line, printable, at most 500 characters."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:LONGEST_TEXT]


def known_time_zone(name: str | None) -> str | None:
    """The name, if it is that of an IANA time zone."""
    if not name:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local_time(moment: datetime, time_zone: str | None) -> str | None:
    """What the clocks of a place showed, with their offset: `2026-11-23T09:15:00+01:00`. None in an unknown zone."""
    return None if time_zone is None else moment.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds")


def local_day(moment: datetime, time_zone: str | None) -> date:
    """The day at the place; in an unknown zone, that of UTC."""
    return moment.astimezone(ZoneInfo(time_zone or "UTC")).date()
