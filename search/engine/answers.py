"""Answers of the engine, read as far as they are needed (https://www.meilisearch.com/docs/reference/api/search)."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Required, TypedDict, TypeVar

from msgspec import DecodeError, Raw
from msgspec.json import Decoder, decode

from search.engine.calls import SearchAwayError, SearchRefusedError

Json = dict[str, Any]
AnswerT = TypeVar("AnswerT")


class PageHit(TypedDict, total=False):
    """A hit of a page. Besides its id, it stays JSON until somebody asks (`read_part`): that is most of an answer, and
    is read while the database works, or never."""

    id: Required[str]
    _formatted: Raw
    _rankingScoreDetails: Raw


class Page(TypedDict):
    """An answer of which the hits are wanted alone."""

    hits: Sequence[PageHit]


class Pages(TypedDict):
    """Several of them."""

    results: Sequence[Page]


read_all: Final[Callable[[bytes], Json]] = Decoder(Json).decode
read_page: Final[Callable[[bytes], Page]] = Decoder(Page).decode
read_pages: Final[Callable[[bytes], Pages]] = Decoder(Pages).decode


def read_answer(status: int, content: bytes, read: Callable[[bytes], AnswerT]) -> AnswerT:
    """What an answer says, as `read` has it. Raises `SearchUnavailableError` where it is an error."""
    try:
        if 200 <= status < 300:
            return read(content)
        error = read_all(content)
    except (ValueError, DecodeError) as broken:
        raise SearchAwayError(f"Meilisearch does not answer in JSON ({status})") from broken
    message = error.get("message", f"it answers {status}")
    if status >= 500:
        raise SearchAwayError(f"Meilisearch did not do this: {message}")
    raise SearchRefusedError(f"Meilisearch did not do this: {message}", str(error.get("code", "")))


def read_part(part: Any) -> Any:
    """What a part of an answer says, whether it was read with the rest or not."""
    return decode(part) if isinstance(part, Raw) else part
