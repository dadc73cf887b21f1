"""Codes and slugs made of what other systems call things."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from app.catalog import OptionDraft, OptionValueDraft, slugify
from app.exchange.options import ENGLISH

_LAST_LATIN: Final = "\u024f"


def slug_of(text: str) -> str:
    """Words joined by hyphens. Latin ones become ASCII; those of other scripts stay, since leaving them out would make
    different texts the same."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
    return "-".join(plain for word in words if (plain := slugify(word) if max(word) <= _LAST_LATIN else word))


def in_english_too(text: str, language_tag: str) -> dict[str, str]:
    """A short text in its language, and as the English one, which every other language falls back to."""
    return {ENGLISH: text, language_tag: text}


def option_of(name: str, values: Sequence[str], language_tag: str) -> OptionDraft:
    """An option with these values, those that come twice once."""
    distinct = list(dict.fromkeys(values))
    return OptionDraft(
        code=slug_of(name) or "option",
        names=in_english_too(name, language_tag),
        values=tuple(
            OptionValueDraft(code, in_english_too(value, language_tag))
            for code, value in zip(_codes(distinct), distinct, strict=True)
        ),
    )


def code_of(option: OptionDraft, value: str) -> str:
    """The code of a value in an option that has it."""
    return next(each.code for each in option.values if value in each.names.values())


def _codes(values: Sequence[str]) -> list[str]:
    """A code for each value. Values that come to the same (`S/M`, `S-M`) are told apart by a number."""
    codes: list[str] = []
    for value in values:
        code = plain = slug_of(value) or "value"
        number = 2
        while code in codes:
            code = f"{plain}-{number}"
            number += 1
        codes.append(code)
    return codes
