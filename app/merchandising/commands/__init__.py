"""Use cases of merchandising. Each change is in the audit log, and told of."""

from app.merchandising.commands.languages import SearchLanguageChange, update_search_language
from app.merchandising.commands.rules import (
    SearchRuleChange,
    create_search_rule,
    delete_search_rule,
    planned_search_rule,
    update_search_rule,
)
from app.merchandising.commands.synonyms import (
    SynonymsChange,
    create_synonyms,
    delete_synonyms,
    planned_synonyms,
    update_synonyms,
)
from app.merchandising.commands.targets import Pin, WeightedTargets

__all__ = [
    "Pin",
    "SearchLanguageChange",
    "SearchRuleChange",
    "SynonymsChange",
    "WeightedTargets",
    "create_search_rule",
    "create_synonyms",
    "delete_search_rule",
    "delete_synonyms",
    "planned_search_rule",
    "planned_synonyms",
    "update_search_language",
    "update_search_rule",
    "update_synonyms",
]
