"""Kinds of ids of merchandising, as clients see them."""

from typing import Final

from app.core.ids import IdKind

SYNONYMS_ID: Final = IdKind("search_synonyms")
RULE_ID: Final = IdKind("search_rule")
