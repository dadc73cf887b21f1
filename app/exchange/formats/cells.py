"""Cells of CSV that are safe to open in a spreadsheet.

A cell that begins with one of `= + - @`, a tab or a line break is run as a formula by spreadsheet programs (CWE-1236).
Such a cell is written with an apostrophe before it, which they show as text, and read back without it. A cell that has
that apostrophe itself gets another one, so that reading gives what was written.
"""

import re
from typing import Final

_MEANT_AS_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED: Final = re.compile(r"'+[=+\-@\t\r\n]")
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def escaped(text: str) -> str:
    """The cell as it is written. A number stays one, below zero too."""
    if _MEANT_AS_FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unescaped(text: str) -> str:
    """The cell as it was before."""
    return text[1:] if _ESCAPED.match(text) else text
