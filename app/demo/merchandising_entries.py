"""What the demo shop's file of merchandising says."""

from collections.abc import Sequence

from app.demo.entries import Entry
from app.merchandising import RuleMatch, SynonymKind


class SynonymsEntry(Entry):
    language_tag: str
    kind: SynonymKind
    words: Sequence[str]
    others: Sequence[str] = ()


class WeightEntry(Entry):
    weight: float
    brands: Sequence[str] = ()
    in_stock: bool | None = None


class SearchRuleEntry(Entry):
    code: str
    note: str
    match: RuleMatch
    queries: Sequence[str]
    pins: Sequence[str] = ()
    """Products, the first one at the first position."""
    boosts: Sequence[WeightEntry] = ()
    buries: Sequence[WeightEntry] = ()
    redirect: str | None = None


class MerchandisingEntry(Entry):
    """What is said about search beside what the shop comes with."""

    synonyms: Sequence[SynonymsEntry]
    rules: Sequence[SearchRuleEntry]
