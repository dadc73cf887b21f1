"""What is kept of what shoppers type."""

import re
import unicodedata
from typing import Final

from stdnum import ean
from stdnum.exceptions import ValidationError

LONGEST_QUERY: Final = 200
"""As a search takes it."""

_JOINERS: Final = "\u200c\u200d"
_MAIL: Final = re.compile(r"\S@\S")
_NUMBER: Final = re.compile(r"[\d\s()+./-]+")
_FEWEST_DIGITS: Final = 7
"""Of a number that may be a telephone's, a parcel's or a card's."""


def counted_query(text: str) -> str:
    """A query as it is counted: small letters in single spaces, so that `Kettle` and `kettle ` are one.

    Empty for what may tell who typed it: an e-mail address, or a long number that is no Global Trade Item Number. It is
    counted in the totals, and its words are kept nowhere.
    """
    plain = unicodedata.normalize("NFKC", text)
    small = " ".join("".join(map(_printed, unicodedata.normalize("NFC", plain.lower()))).split())
    return "" if _MAIL.search(small) or _is_private_number(small) else small[:LONGEST_QUERY].rstrip()


def _printed(character: str) -> str:
    """A space for what does not print, and nothing for what only turns or hides text; what joins letters stays."""
    kind = unicodedata.category(character)
    if kind == "Cf":
        return character if character in _JOINERS else ""
    return " " if kind[0] == "C" else character


def _is_private_number(text: str) -> bool:
    digits = "".join(letter for letter in text if letter.isdecimal())
    if len(digits) < _FEWEST_DIGITS or not _NUMBER.fullmatch(text):
        return False
    try:
        ean.validate(digits)
    except ValidationError:
        return True
    return digits != text
