"""What a caller may spend: the budget of one viewer and minute, said in headers (draft-ietf-httpapi-ratelimit-headers)
and, where it is used up, in an error that says when to come back."""

from math import ceil
from typing import Final

from app.admission import Budgets, Charge
from app.core.settings import Settings
from app.http.graphql.callers import Caller
from app.http.graphql.question import TransportError

_CHARACTERS: Final = 50
"""Of a document that was not read before: each so many cost 1, whatever comes of parsing and validating them."""


class Spending:
    """What the callers of one process spend."""

    def __init__(self, budgets: Budgets, settings: Settings) -> None:
        self._budgets = budgets
        self._usual = settings.budget_per_minute

    async def charge(self, caller: Caller, cost: int) -> dict[str, str]:
        """Take the cost from the caller's budget; the headers that say what is left. Raises `TransportError`."""
        per_minute = self.budget_of(caller)
        if not per_minute:
            return {}
        charge = await self._budgets.charge(caller.budget_key, cost, per_minute)
        if charge.admitted:
            return _headers(charge, per_minute)
        seconds = ceil(charge.retry_after)
        raise TransportError(
            429,
            "BUDGET_EXHAUSTED",
            f"Your budget of {per_minute} per minute has {charge.remaining} left, and this costs {cost}. "
            f"Come back in {seconds} s, or ask for less.",
            {"Retry-After": str(seconds), **_headers(charge, per_minute)},
            cost=cost,
            limit=per_minute,
            remaining=charge.remaining,
            retryAfter=seconds,
        )

    async def charge_for_reading(self, caller: Caller, text: str) -> None:
        """Take what it costs to read a document for the first time. Raises `TransportError`."""
        await self.charge(caller, 1 + len(text) // _CHARACTERS)

    def budget_of(self, caller: Caller) -> int:
        """Cost in a minute; 0 is no budget."""
        own = caller.storefront.budget_per_minute if caller.storefront else None
        return self._usual if own is None else own


def _headers(charge: Charge, per_minute: int) -> dict[str, str]:
    return {
        "ratelimit-policy": f'"viewer";q={per_minute};w=60',
        "ratelimit": f'"viewer";r={charge.remaining};t={ceil(charge.retry_after)}',
    }
