"""Scalars with rules of their own. A secret token is a scalar, so that logs, caches and tools know it for one."""

from datetime import datetime
from typing import NewType

from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition, scalar

__all__ = ["JSON", "SCALARS", "URL", "AccessToken", "CartToken", "LocalDateTime", "OrderToken"]

CartToken = NewType("CartToken", str)
OrderToken = NewType("OrderToken", str)
AccessToken = NewType("AccessToken", str)
URL = NewType("URL", str)
ByteSize = NewType("ByteSize", int)
LocalDateTime = NewType("LocalDateTime", datetime)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("it is written as a string")
    return value


def _url(value: object) -> str:
    text = _text(value)
    if not text.startswith(("https://", "http://")) or any(character.isspace() for character in text):
        raise ValueError("a URL starts with https:// or http:// and has no spaces")
    return text


def _byte_size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise TypeError("a number of bytes is a whole number from 0 to 2^53 - 1")
    return value


def _local_date_time(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is not None:
        raise ValueError("a local date and time has no offset: each market reads it in its own time zone")
    return moment


SCALARS: dict[object, ScalarDefinition] = {
    CartToken: scalar(
        name="CartToken",
        description="A secret that opens one cart. Keep it as you would a password; never put it into an address.",
        serialize=str,
        parse_value=_text,
    ),
    OrderToken: scalar(
        name="OrderToken",
        description="A secret that opens one order. Keep it as you would a password; never put it into an address.",
        serialize=str,
        parse_value=_text,
    ),
    AccessToken: scalar(
        name="AccessToken",
        description="A token that says who asks: a member of staff or a storefront. It is shown once, and the shop "
        "keeps no copy. One that reads `…_secret_…` is kept as you would a password.",
        serialize=str,
        parse_value=_text,
    ),
    ByteSize: scalar(
        name="ByteSize",
        description="A number of bytes: a whole number up to 2^53 - 1, which is more than an Int can be.",
        serialize=int,
        parse_value=_byte_size,
    ),
    LocalDateTime: scalar(
        name="LocalDateTime",
        description="A date and time of the clock on the wall, ISO 8601 without an offset: 2026-11-27T00:00:00.",
        serialize=datetime.isoformat,
        parse_value=_local_date_time,
    ),
    URL: scalar(name="URL", description="An absolute http or https address.", serialize=str, parse_value=_url),
}
