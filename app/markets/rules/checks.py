"""What the setup of a shop must be before it is written: pure, with the atlas as it is now.

Pricing and inventory check codes, names and versions of their own things here as well.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID
from zoneinfo import available_timezones

from app.core.errors import Problem
from app.core.reads import LANGUAGES_IN_A_CHAIN
from app.core.texts import is_line
from app.markets.errors import SettingsErrorCode
from app.markets.rules.places import Atlas

LONGEST_CODE: Final = 64
LONGEST_NAME: Final = 120
MOST_CURRENCIES: Final = 50
"""Beside a market's own."""
ENGLISH: Final = "en"

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def problem(code: SettingsErrorCode, /, *path: str, **facts: object) -> Problem:
    """A problem of the mutation's input, at this path."""
    return Problem(code, ("input", *path), facts)


def code_problems(code: str) -> Iterator[Problem]:
    """Whether something can be called that: small letters, digits and single hyphens, a letter first."""
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        yield problem(SettingsErrorCode.INVALID_CODE, "code", longest=LONGEST_CODE)


def name_problems(names: Sequence[tuple[str, str]], spoken: Mapping[str, str | None]) -> Iterator[Problem]:
    """Whether these are names, one for each language, in languages that the shop speaks, English among them."""
    tags = [tag for tag, _ in names]
    for position, (tag, name) in enumerate(names):
        path = ("names", str(position))
        if tag in tags[:position]:
            yield problem(SettingsErrorCode.LANGUAGE_REPEATED, *path, "languageCode", language=tag)
        elif tag != ENGLISH and tag not in spoken:
            yield problem(SettingsErrorCode.LANGUAGE_NOT_SPOKEN, *path, "languageCode", language=tag)
        if not is_line(name, LONGEST_NAME):
            yield problem(SettingsErrorCode.INVALID_NAME, *path, "name", longest=LONGEST_NAME)
    if ENGLISH not in tags:
        yield problem(SettingsErrorCode.NO_ENGLISH_NAME, "names")


def language_problems(changes: Sequence[tuple[str, str | None]], spoken: Mapping[str, str | None]) -> Iterator[Problem]:
    """Whether each of these falls back to a language that the shop speaks, and none of them to itself in the end."""
    wanted: dict[str, str | None] = {**spoken, ENGLISH: None} | dict(changes)
    tags = [tag for tag, _ in changes]
    for position, (tag, fallback) in enumerate(changes):
        path = ("languages", str(position))
        if tag in tags[:position]:
            yield problem(SettingsErrorCode.LANGUAGE_REPEATED, *path, "languageCode", language=tag)
        if fallback is not None and fallback not in wanted:
            yield problem(SettingsErrorCode.LANGUAGE_NOT_SPOKEN, *path, "fallbackLanguageCode", language=fallback)
    for position, (tag, _) in enumerate(changes):
        field = ("languages", str(position), "fallbackLanguageCode")
        chain = _chain(tag, wanted)
        if chain is None:
            yield problem(SettingsErrorCode.LANGUAGE_CHAIN_CIRCULAR, *field, language=tag)
        elif len([each for each in chain if each != ENGLISH]) > LANGUAGES_IN_A_CHAIN - 1:
            yield problem(SettingsErrorCode.LANGUAGE_CHAIN_TOO_LONG, *field, language=tag)


def _chain(tag: str, fallbacks: Mapping[str, str | None]) -> list[str] | None:
    """The language and what it falls back to; None where that never ends."""
    chain: list[str] = []
    following: str | None = tag
    while following is not None:
        if following in chain:
            return None
        chain.append(following)
        following = fallbacks.get(following)
    return chain


def market_problems(
    atlas: Atlas,
    own: UUID | None,
    *,
    country_codes: Sequence[str],
    default_country_code: str,
    language_tags: Sequence[str],
    default_language_tag: str,
    time_zone: str,
    more_currency_codes: Sequence[str],
) -> Iterator[Problem]:
    """Whether a market (`own`: its id, where it is there already) can serve these countries in these languages."""
    served = {code: market for market in atlas.markets if market.id != own for code in market.country_codes}
    for position, code in enumerate(country_codes):
        if code in served:
            facts = {"country": code, "market": served[code].code}
            yield problem(SettingsErrorCode.COUNTRY_SERVED_ELSEWHERE, "countryCodes", str(position), **facts)
    if default_country_code not in country_codes:
        yield problem(SettingsErrorCode.DEFAULT_COUNTRY_NOT_SERVED, "defaultCountryCode", country=default_country_code)
    for position, tag in enumerate(language_tags):
        if tag not in atlas.language_fallbacks:
            yield problem(SettingsErrorCode.LANGUAGE_NOT_SPOKEN, "languageCodes", str(position), language=tag)
    if default_language_tag not in language_tags:
        yield problem(
            SettingsErrorCode.DEFAULT_LANGUAGE_NOT_OFFERED, "defaultLanguageCode", language=default_language_tag
        )
    if time_zone not in available_timezones():
        yield problem(SettingsErrorCode.INVALID_TIME_ZONE, "timeZone")
    if len(more_currency_codes) > MOST_CURRENCIES:
        yield problem(SettingsErrorCode.TOO_MANY_CURRENCIES, "moreCurrencyCodes", most=MOST_CURRENCIES)
