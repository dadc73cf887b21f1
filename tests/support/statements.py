"""Which statements count as an answer's own."""

import re

_REMEMBERED = re.compile(
    r"\bFROM (market|language|channel|tax_rate|effective_rate|currency_pair|prior_price_rule|pricing_past)\b"
    r"|\bFROM search_rule\b"
    r"|\bFROM brand\s*$"
    r"|\bFROM price_list\s+WHERE \(?EXISTS\b|^UPDATE (staff|storefront)_token SET last_used_at\b"
)


def is_remembered(statement: str) -> bool:
    """Whether it reads what every process keeps for some seconds, or writes down the last use of a token: whom of many
    requests it falls on is chance."""
    return bool(_REMEMBERED.search(statement))
