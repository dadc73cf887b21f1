"""Which rules apply to a search, and what they come to together."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from app.core.context import Place
from app.merchandising.models import RuleMatch
from app.merchandising.rules.checks import MOST_PINS
from app.merchandising.rules.facts import NO_MERCHANDISING, Merchandising, RuleFacts
from app.merchandising.rules.folding import Haystack, folded_words


class _Asked:
    """A search, as rules are compared with it."""

    def __init__(self, folded: str, has_words: bool, category_ids: Collection[UUID]) -> None:
        self._folded = folded
        self._haystack = Haystack(folded)
        self._has_words = has_words
        self._category_ids = category_ids

    def means(self, rule: RuleFacts) -> bool:
        if not self._has_words:
            return not rule.category_ids.isdisjoint(self._category_ids)
        if rule.match is RuleMatch.EXACT:
            return self._folded in rule.queries
        return any(map(self._haystack.has, rule.queries))


def applying(
    rules: Iterable[RuleFacts], place: Place, words: str, category_ids: Collection[UUID], now: datetime
) -> Merchandising:
    """What the rules want of a search for these words, here and now.

    With words, a rule applies by them. Without any, it applies where the search is narrowed down to one of its
    categories (`category_ids`: those that the filters name). Where rules disagree, the one with the higher priority
    wins, and of equal ones the one whose code comes first: it has its position, and the product of the other is moved
    to the next one that is free.
    """
    if not rules:
        return NO_MERCHANDISING
    asked = _Asked(folded_words(words), bool(words), category_ids)
    found = sorted(
        (rule for rule in rules if rule.holds(place, now) and asked.means(rule)),
        key=lambda rule: (-rule.priority, rule.code),
    )
    if not found:
        return NO_MERCHANDISING
    return Merchandising(
        pins=_pins(found),
        boosts=tuple(weighted for rule in found for weighted in rule.boosts),
        buries=tuple(weighted for rule in found for weighted in rule.buries),
        redirect=next((rule.redirect for rule in found if rule.redirect), None),
        rule_codes=tuple(rule.code for rule in found),
    )


def next_rule_moment(rules: Iterable[RuleFacts], now: datetime) -> datetime | None:
    """The first moment after this one at which a rule begins or ends; None where none is planned."""
    moments = (moment for rule in rules if not rule.is_paused for moment in (rule.starts_at, rule.ends_at) if moment)
    return min((moment for moment in moments if moment > now), default=None)


def _pins(rules: Iterable[RuleFacts]) -> dict[int, UUID]:
    pins: dict[int, UUID] = {}
    pinned: set[UUID] = set()
    for rule in rules:
        for wanted, product_id in sorted(rule.pins.items()):
            if product_id in pinned or len(pins) == MOST_PINS:
                continue
            position = wanted
            while position in pins:
                position += 1
            pins[position] = product_id
            pinned.add(product_id)
    return dict(sorted(pins.items()))
