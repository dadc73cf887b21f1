"""Which statements count as an answer's own."""

import re

_REMEMBERED = re.compile(r"\bFROM (market|language|tax_rate)\b")


def is_remembered(statement: str) -> bool:
    """Whether it reads what every process keeps for some seconds: whom of many requests it falls on is chance."""
    return bool(_REMEMBERED.search(statement))
