"""Enumerations of merchandising."""

from app.merchandising import MerchandisingErrorCode, RuleMatch, SearchField, SynonymKind
from schema.core.codes import enumeration

__all__ = ["MerchandisingErrorCode", "RuleMatch", "SearchField", "SynonymKind"]

enumeration(MerchandisingErrorCode)
enumeration(RuleMatch, name="SearchRuleMatch")
enumeration(SearchField)
enumeration(SynonymKind, name="SearchSynonymKind")
