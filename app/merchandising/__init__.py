"""What staff say about search. Owns synonyms, stop words, the weight of fields, and rules: pinned, boosted and buried
products, and redirects.

Invariants: what is said adds to what the shop comes with, and never replaces it; a rule says what is wanted and moves
no product between those who may see it and those who may not; where rules disagree, the higher priority wins, then the
first code; each change is in the audit log and makes a new version. How the engine does it, `search` knows.
"""

from app.merchandising.cache import SearchRulesCache
from app.merchandising.commands import (
    Pin,
    SearchLanguageChange,
    SearchRuleChange,
    SynonymsChange,
    WeightedTargets,
    create_search_rule,
    create_synonyms,
    delete_search_rule,
    delete_synonyms,
    planned_search_rule,
    planned_synonyms,
    update_search_language,
    update_search_rule,
    update_synonyms,
)
from app.merchandising.errors import MerchandisingErrorCode
from app.merchandising.events import SearchRulesChanged, SearchSettingsChanged
from app.merchandising.ids import RULE_ID, SYNONYMS_ID
from app.merchandising.models import RuleMatch, SearchField, SynonymKind
from app.merchandising.queries import (
    SearchLanguageRow,
    SearchRuleRow,
    load_search_languages,
    load_search_rules,
    load_synonyms,
    search_words,
)
from app.merchandising.rules.applying import applying, next_rule_moment
from app.merchandising.rules.checks import MOST_PINS
from app.merchandising.rules.facts import (
    NO_MERCHANDISING,
    Merchandising,
    RuleFacts,
    RuleTarget,
    TargetKind,
    Weighted,
)
from app.merchandising.rules.folding import folded_words
from app.merchandising.rules.words import LanguageWords, SynonymsRow, synonyms_by_word
from app.merchandising.service import define_search_rule, define_synonyms

__all__ = [
    "MOST_PINS",
    "NO_MERCHANDISING",
    "RULE_ID",
    "SYNONYMS_ID",
    "LanguageWords",
    "Merchandising",
    "MerchandisingErrorCode",
    "Pin",
    "RuleFacts",
    "RuleMatch",
    "RuleTarget",
    "SearchField",
    "SearchLanguageChange",
    "SearchLanguageRow",
    "SearchRuleChange",
    "SearchRuleRow",
    "SearchRulesCache",
    "SearchRulesChanged",
    "SearchSettingsChanged",
    "SynonymKind",
    "SynonymsChange",
    "SynonymsRow",
    "TargetKind",
    "Weighted",
    "WeightedTargets",
    "applying",
    "create_search_rule",
    "create_synonyms",
    "define_search_rule",
    "define_synonyms",
    "delete_search_rule",
    "delete_synonyms",
    "folded_words",
    "load_search_languages",
    "load_search_rules",
    "load_synonyms",
    "next_rule_moment",
    "planned_search_rule",
    "planned_synonyms",
    "search_words",
    "synonyms_by_word",
    "update_search_language",
    "update_search_rule",
    "update_synonyms",
]
