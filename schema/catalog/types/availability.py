"""Whether variants can be bought, where the shopper is."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final, Self
from uuid import UUID

import strawberry

from app.catalog.models import RestrictionReason
from app.core.context import RequestContext
from app.core.described import DescribedEnum
from i18n import translate
from schema.catalog.types.reading import prices, sellable
from schema.core.caching import cached
from schema.core.codes import enumeration

FEW: Final = 20
"""Up to this many pieces their number is told: it helps a shopper to decide, and tells competitors little."""


class AvailabilityCode(DescribedEnum):
    """Whether a variant can be bought here and now."""

    IN_STOCK = "IN_STOCK", "There are pieces to sell."
    OUT_OF_STOCK = "OUT_OF_STOCK", "All pieces are sold or held for orders."
    RESTRICTED = "RESTRICTED", "It must not go to the country of delivery; the reason says why."
    NOT_SOLD_HERE = "NOT_SOLD_HERE", "It has no price in this market."


enumeration(AvailabilityCode)

_BEST_FIRST: Final = tuple(AvailabilityCode)


@strawberry.type(description="Whether a variant can be bought here and now.", directives=[cached(10)])
class Availability:
    code: AvailabilityCode = strawberry.field(description="Whether it can be bought.")
    reason: str | None = strawberry.field(
        description="Why it cannot be bought, in the shopper's language, with the law where a law is the reason; null "
        "where it can."
    )
    quantity: int | None = strawberry.field(
        description="How many can be bought, told only when they are few (20 at most); null for more, and where it is "
        "not sold. Of a bundle, how many its components make up."
    )
    pieces: strawberry.Private[int] = 0

    @classmethod
    def of(cls, code: AvailabilityCode, pieces: int, reason: str | None) -> Self:
        """What a shopper is told."""
        is_told = code in (AvailabilityCode.IN_STOCK, AvailabilityCode.OUT_OF_STOCK) and pieces <= FEW
        return cls(code=code, reason=reason, quantity=pieces if is_told else None, pieces=pieces)

    @classmethod
    def best(cls, each: Iterable["Availability"], chain: tuple[str, ...]) -> "Availability":
        """Of several variants of which one is wanted, whichever: the pieces of those that can be bought together."""
        known = sorted(each, key=lambda one: _BEST_FIRST.index(one.code))
        if not known:
            return cls.of(AvailabilityCode.NOT_SOLD_HERE, 0, _said(AvailabilityCode.NOT_SOLD_HERE, chain))
        alike = [one for one in known if one.code is known[0].code]
        return cls.of(alike[0].code, sum(one.pieces for one in alike), alike[0].reason)


async def availabilities(ctx: RequestContext, variant_keys: Sequence[UUID]) -> dict[UUID, Availability]:
    """Whether each of these variants can be bought: two statements, shared with the prices of the same variants."""
    chain = ctx.place.language_chain
    priced, stocked = await asyncio.gather(prices(ctx, variant_keys), sellable(ctx, variant_keys))
    found = {}
    for key in variant_keys:
        restriction, pieces = stocked[key].restriction, stocked[key].pieces
        if restriction is not None:
            found[key] = Availability.of(AvailabilityCode.RESTRICTED, pieces, _why(restriction, chain))
            continue
        code = AvailabilityCode.IN_STOCK if pieces else AvailabilityCode.OUT_OF_STOCK
        if key not in priced:
            code = AvailabilityCode.NOT_SOLD_HERE
        found[key] = Availability.of(code, pieces, _said(code, chain))
    return found


def _said(code: AvailabilityCode, chain: tuple[str, ...]) -> str | None:
    return None if code is AvailabilityCode.IN_STOCK else translate(f"AvailabilityCode.{code.value}", chain)


def _why(restriction: Sequence[str | None], chain: tuple[str, ...]) -> str:
    reason, law = restriction
    text = translate(f"RestrictionReason.{RestrictionReason(str(reason)).value}", chain)
    return f"{text} ({law})" if law else text
