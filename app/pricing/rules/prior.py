"""The prior price of a reduced one: Directive 98/6/EC, Article 6a, as Directive (EU) 2019/2161 inserted it.

A price that is announced as reduced is shown beside the lowest one of at least so many days before the reduction began
(paragraphs 1 and 2), and its percentage is counted from that one (Court of Justice, C-330/23, Aldi Süd). When it began:

- A reduction goes on while the price is reduced without a break and does not rise. One that is increased step by step
  counts from its first step (paragraph 5); sales that overlap or follow each other at once are one reduction, and one
  that is made longer goes on.
- A pause ends it. So does a rise, even where the higher price is still a reduced one: a new reduction begins there, and
  the lower price before it is among those that are looked at.

Prices are those that everybody is offered: what a customer group pays is no announcement to the public. Where the
history does not reach back over all of the days, or the article was not sold during a part of them, the lowest price
is not known, and no percentage may be claimed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.pricing.rules.local_time import start_moment
from app.pricing.rules.values import PriorPrice


class Shown(NamedTuple):
    """What was shown from a moment on, until the next one."""

    since: datetime
    displayed: int | None
    """Minor units. None: it was not sold."""
    is_reduced: bool


def prior_price(newest_first: Iterable[Shown], days: int, time_zone: str) -> PriorPrice | None:
    """The prior price of what the first of these says, which is reduced; None where it is not.

    The others say what was shown before it, each until the one given before it began. As many are taken as are needed:
    whoever works them out may do so one by one. Where they end, what was before is not known.
    """
    shown = iter(newest_first)
    now = next(shown, None)
    if now is None or now.displayed is None or not now.is_reduced:
        return None
    began, price = now.since, now.displayed
    lowest: int | None = None
    for before in shown:
        if lowest is None and before.is_reduced and before.displayed is not None and before.displayed >= price:
            began, price = before.since, before.displayed
            continue
        if before.displayed is None:
            break
        lowest = before.displayed if lowest is None else min(lowest, before.displayed)
        if before.since <= window_start(began, days, time_zone):
            return PriorPrice(lowest, began, days)
    return PriorPrice(None, began, days)


@lru_cache(maxsize=4096)
def window_start(began: datetime, days: int, time_zone: str) -> datetime:
    """The moment from which prices are looked at that led up to this one.

    Days are those of the calendar where it is sold: the same local time so many days before. They may be an hour short
    when clocks went forward in between, but the law asks for no less than them: then they are counted as 24 hours each.
    """
    span = timedelta(days=days)
    local = began.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None, fold=0)
    return min(start_moment(local - span, time_zone), began - span)
