"""Answers that are kept, here and by whoever stands between us and the client.

Only what cannot differ between two shoppers is kept. The plan says so (`app.execution.hints`), a request with a token
is never looked up and never kept, and what fills the cache is executed for an anonymous viewer, knowing nothing of the
request but what is part of the key: the document, the operation, its variables, and the place.
"""

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cachetools import LRUCache

from app.core.context import Place
from app.execution import Prepared
from app.http.graphql.reply import CACHE, VARY, Reply, media_type
from app.markets import Atlas
from app.responses import Coding, Response, Status, choose_coding
from schema.core.call import place_of

KEPT_SECONDS = 600.0
"""At most, though every change is heard of."""
_WHOLE_SHOP = "shop"
"""The surrogate key that every answer has."""
_MOST_SURROGATE_KEYS = 7000
"""Characters. Servers on the way refuse longer headers; an answer that shows more is not offered to them."""
_MOST_FORMS = 4
"""In which one kept answer is remembered: media types, codings, and by GET the second that it is."""
_QUESTION_BYTES = 16_000_000
_QUESTION_OVERHEAD = 2_000

AskedBytes = tuple[str | bytes | None, ...]
"""A request as it came: all of it that a public answer can depend on."""


@dataclass(eq=False, slots=True)
class PublicQuestion:
    """A request whose answer is the same for everyone at the same place.

    Of the operation it holds only what it takes to prepare it again: plans have bounds of their own.
    """

    text: str
    variables: Mapping[str, Any]
    operation_name: str | None
    name: str | None
    """Of the operation in the document."""
    cost: int
    asked: Mapping[str, str]
    """Country, language, currency and channel, as far as they were asked for."""
    seconds: int
    """How long those may keep the answer who hear of no change."""
    digest: bytes
    """Of the document, the operation and the variables that it declares."""
    size: int = _QUESTION_OVERHEAD
    """Bytes of memory reckoned for it."""
    located: "_Located | None" = None


class _Located(NamedTuple):
    generation: int
    place: Place
    key: bytes


class PublicQuestions:
    """Requests that came before, by their very bytes: what they ask need not be read again."""

    def __init__(self) -> None:
        self._known: LRUCache[AskedBytes, PublicQuestion] = LRUCache(_QUESTION_BYTES, attrgetter("size"))
        self._atlas: Atlas | None = None
        self._generation = 0

    def get(self, asked: AskedBytes) -> PublicQuestion | None:
        """What was asked, if it is known."""
        found: PublicQuestion | None = self._known.get(asked)
        return found

    def keep(self, asked: AskedBytes, question: PublicQuestion) -> None:
        """Remember it, while there is room."""
        question.size = _QUESTION_OVERHEAD + 2 * sum(map(len, filter(None, asked)))
        with suppress(ValueError):  # larger than all the room there is
            self._known[asked] = question

    @staticmethod
    def question(prepared: Prepared, place: Mapping[str, str]) -> PublicQuestion:
        """What the operation asks, of everyone who asks it at this place."""
        declared = {each.variable.name.value for each in prepared.operation.variable_definitions or ()}
        variables = {name: value for name, value in prepared.raw_variables.items() if name in declared}
        facts = [prepared.document.digest.hex(), prepared.operation_name, variables]
        # The standard library's JSON: it tells all values apart that it reads, whole or half pairs, of any length.
        digest = blake2b(json.dumps(facts, sort_keys=True).encode(), digest_size=20).digest()
        return PublicQuestion(
            prepared.document.text,
            variables,
            prepared.operation_name,
            prepared.name,
            prepared.cost,
            place,
            prepared.public_seconds,
            digest,
        )

    def locate(self, question: PublicQuestion, atlas: Atlas) -> tuple[Place, bytes]:
        """Where it is asked, and the key of its answer there: worked out once for each state of the markets."""
        if self._atlas is not atlas:
            self._atlas = atlas
            self._generation += 1
        found = question.located
        if found is None or found.generation != self._generation:
            place = place_of(atlas, question.asked)
            found = question.located = _Located(self._generation, place, _key(question.digest, place))
        return found.place, found.key


def kept_reply(response: Response, status: Status, headers: Mapping[str, str], *, by_get: bool, seconds: int) -> Reply:
    """A kept answer as this client takes it: its coding, or nothing at all where it has the same already.

    `seconds` is how long those may keep it who hear of no change.
    """
    coding = choose_coding(headers.get("accept-encoding"))
    seconds = min(seconds, int(response.expires_at - time.time())) if by_get else 0
    form = (media_type(headers.get("accept", "")), coding, status, by_get, seconds)
    reply: Reply | None = response.derived.get(form)
    if reply is None:
        if len(response.derived) >= _MOST_FORMS:
            response.derived.clear()
        reply = response.derived[form] = _whole_reply(response, *form)
    given = headers.get("if-none-match") if by_get else None
    if given is not None and _matches(given, dict(reply.headers)[b"etag"].decode()):
        return Reply(304, b"", [each for each in reply.headers if each[0] != b"content-length"])
    return reply


def _whole_reply(
    response: Response, media: str, coding: Coding | None, status: Status, by_get: bool, seconds: int
) -> Reply:
    body = response.encoded(coding) if coding else None
    if body is None:
        coding, body = None, response.body
    sent = {"content-type": f"{media}; charset=utf-8", "vary": VARY, "cache-status": f"{CACHE}; {status.value}"}
    if coding:
        sent["content-encoding"] = coding
    keys = _surrogate_keys(response) if by_get else None
    if not by_get:
        sent["cache-control"] = "no-store"
    else:
        sent["etag"] = response.etag_in(coding)
        sent["cache-control"] = f"public, max-age={seconds}" if seconds > 0 and keys else "no-cache"
    reply = Reply.of(200, body, sent)
    if keys and seconds > 0:
        reply.headers = [*reply.headers, keys]
    return reply


def tags_of(shown: Iterable[UUID | str | None]) -> frozenset[str]:
    """As events drop them: names of lists, and ids in hexadecimal digits."""
    return frozenset(each if isinstance(each, str) else each.hex for each in shown if each is not None)


def _surrogate_keys(response: Response) -> tuple[bytes, bytes] | None:
    """The header by which a CDN purges the answer; None where it would be too long. All forms share it."""
    if "keys" not in response.derived:
        keys = " ".join([_WHOLE_SHOP, *sorted(response.tags)]).encode()
        response.derived["keys"] = (b"surrogate-key", keys) if len(keys) <= _MOST_SURROGATE_KEYS else None
    found: tuple[bytes, bytes] | None = response.derived["keys"]
    return found


def _matches(given: str, etag: str) -> bool:
    """`If-None-Match`, compared weakly as RFC 9110 (13.1.2) asks."""
    return given.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in given.split(","))


def _key(question: bytes, place: Place) -> bytes:
    """Of an answer: what is asked, and where, with what fell back, which the answer tells."""
    fallbacks = [[each.argument, each.requested, each.resolved, each.reason] for each in place.fallbacks]
    facts = [
        place.channel_code,
        place.market_code,
        place.country_code,
        place.language_tag,
        place.currency_code,
        place.customer_group_code,
        fallbacks,
    ]
    return blake2b(question + msgspec.json.encode(facts), digest_size=20).digest()
