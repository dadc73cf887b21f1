"""Rules of search as the shop goes by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.core.context import Place
from app.core.described import DescribedEnum
from app.merchandising.models import RuleMatch


class TargetKind(DescribedEnum):
    """By what a rule names products."""

    PRODUCT = "PRODUCT", "One product."
    CATEGORY = "CATEGORY", "All of a category and of those below it."
    COLLECTION = "COLLECTION", "All of a collection."
    BRAND = "BRAND", "All of a brand."
    TAG = "TAG", "All with a tag."
    ATTRIBUTE = "ATTRIBUTE", "All that, or of which a variant, has a value of an attribute."
    IN_STOCK = "IN_STOCK", "All that are in stock, or all that are not."


@dataclass(frozen=True)
class RuleTarget:
    """Products, as a rule names them."""

    kind: TargetKind
    value: str
    """An id as 32 hexadecimal digits, a tag, the code of an attribute's value or `true` or `false`."""
    code: str | None = None
    """The attribute's, with `ATTRIBUTE`."""


@dataclass(frozen=True)
class Weighted:
    """Products whose relevance counts for more, or for less."""

    targets: tuple[RuleTarget, ...]
    """A product is meant where any of these names it."""
    weight: float
    """What the relevance is multiplied by: above 1 for a boost; from 0 up to and without 1 for a bury."""


@dataclass(frozen=True)
class RuleFacts:
    """A rule of search."""

    id: UUID
    code: str
    match: RuleMatch | None = None
    """How `queries` match. None: the rule has none."""
    queries: tuple[str, ...] = ()
    """As `folded_words` writes them."""
    category_ids: frozenset[UUID] = frozenset()
    language_tags: frozenset[str] = frozenset()
    market_ids: frozenset[UUID] = frozenset()
    channel_codes: frozenset[str] = frozenset()
    pins: Mapping[int, UUID] = field(default_factory=dict)
    """The product to stand at a position; positions from 1."""
    boosts: tuple[Weighted, ...] = ()
    buries: tuple[Weighted, ...] = ()
    redirect: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    is_paused: bool = False

    def holds(self, place: Place, now: datetime) -> bool:
        """Whether it is for those who shop here, and its time is now."""
        return (
            not self.is_paused
            and (self.starts_at is None or self.starts_at <= now)
            and (self.ends_at is None or now < self.ends_at)
            and (not self.language_tags or place.language_tag in self.language_tags)
            and (not self.market_ids or place.market_id in self.market_ids)
            and (not self.channel_codes or place.channel_code in self.channel_codes)
        )


@dataclass(frozen=True)
class Merchandising:
    """What the rules that apply to a search want of it, taken together."""

    pins: Mapping[int, UUID] = field(default_factory=dict)
    """By position, from 1, in the order of the positions. Each product once."""
    boosts: tuple[Weighted, ...] = ()
    buries: tuple[Weighted, ...] = ()
    """Those of the rule that wins come first: where two name a product, the first one counts."""
    redirect: str | None = None
    rule_codes: tuple[str, ...] = ()
    """The rules that apply, the one that wins first."""

    @property
    def is_empty(self) -> bool:
        """Whether relevance alone decides. A redirect changes nothing of what is found."""
        return not (self.pins or self.boosts or self.buries)


NO_MERCHANDISING = Merchandising()
