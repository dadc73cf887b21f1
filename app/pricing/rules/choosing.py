"""Which row of which price list a variant's price is made of.

First what must be, then what fits best:

1. A list counts if it is active and within its dates, and if market, channel, country and customer group are among
   those that it names, or it names none; and if it is in the shopper's currency.
2. Of lists that count, the more specific one wins. In this order: it names customer groups; it names channels; it names
   countries; it names markets; it has dates; its priority is higher; its code comes first in the alphabet.
3. The market's base list comes after all of them, converted: a fixed price wins over a converted one. Being named as
   the base, it is asked neither for its markets nor for its channels or countries; but prices for a group of customers
   stay theirs.
4. The first list that has the variant for so many pieces decides. In it the highest tier that the quantity reaches
   wins, and in that a price with dates over one without.

No row: the variant is not sold there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.pricing.rules.settings import ListFacts
from app.pricing.rules.shopper import Shopper


def is_in_force(facts: ListFacts, moment: datetime) -> bool:
    """Whether the list is active and within its dates."""
    has_begun = facts.starts_at is None or facts.starts_at <= moment
    return facts.is_active and has_begun and (facts.ends_at is None or moment < facts.ends_at)


def is_for(facts: ListFacts, shopper: Shopper) -> bool:
    """Whether the list is for such a shopper, and in the currency that he sees."""
    return (
        facts.currency_code == shopper.currency_code
        and names(facts.market_ids, shopper.market_id)
        and names(facts.channel_codes, shopper.channel_code)
        and names(facts.country_codes, shopper.country_code)
        and names(facts.group_codes, shopper.group_code)
    )


def can_be_base_for(facts: ListFacts, shopper: Shopper) -> bool:
    """Whether what the list says may be converted for such a shopper."""
    return names(facts.group_codes, shopper.group_code)


def names(named: Sequence[Any], wanted: Any) -> bool:
    """Whether it is named: who names nothing means all."""
    return not named or wanted in named


def rank(facts: ListFacts) -> tuple[Any, ...]:
    """By which lists are sorted, the most specific first. No two are equal, since codes are not."""
    return (
        not facts.group_codes,
        not facts.channel_codes,
        not facts.country_codes,
        not facts.market_ids,
        facts.starts_at is None and facts.ends_at is None,
        -facts.priority,
        facts.code,
    )


def lists_for(lists: Iterable[ListFacts], shopper: Shopper, moment: datetime) -> list[ListFacts]:
    """The lists with fixed prices to look in, the most specific first."""
    return sorted((facts for facts in lists if is_for(facts, shopper) and is_in_force(facts, moment)), key=rank)


def row_rank(place: int, min_quantity: int, *, is_dated: bool) -> tuple[int, int, bool]:
    """By which a variant's rows that hold now and are for so few pieces are sorted, the one that counts first. `place`
    is that of the row's list among those for the shopper. The statements that read prices sort likewise."""
    return place, -min_quantity, not is_dated
