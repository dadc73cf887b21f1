"""For whom and when staff ask for a price: Friday's sale, seen on Monday, as a reseller in Sweden would see it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import strawberry

from app.core.context import Place, RequestContext
from app.core.errors import RequestError
from app.identity import Scope
from app.markets import AtlasCache, resolve_place
from app.pricing import Shopper
from schema.core.access import require_scope
from schema.core.codes import CountryCode, CurrencyCode


@strawberry.input(description="A shopper in whose place staff look at prices. What is left out is as in the request.")
class PriceAudienceInput:
    channel: str | None = strawberry.field(default=strawberry.UNSET, description="The code of the channel.")
    market: str | None = strawberry.field(
        default=strawberry.UNSET, description="The code of the market; with no `countryCode`, its default country."
    )
    country_code: CountryCode | None = strawberry.field(
        default=strawberry.UNSET, description="The country of delivery; it decides the market."
    )
    currency_code: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="A currency that the market offers; left out: its own."
    )
    customer_group: str | None = strawberry.field(
        default=strawberry.UNSET, description="The code of the customer group; null: everybody."
    )


Quantity = Annotated[
    int,
    strawberry.argument(description="How many pieces are bought at once: the price of one of them, by the tiers."),
]
At = Annotated[
    datetime | None,
    strawberry.argument(
        description="Another moment: in the past what was charged then, in the future what is planned. For staff with "
        "`pricing:read`."
    ),
]
As = Annotated[
    PriceAudienceInput | None,
    strawberry.argument(name="as", description="Another shopper. For staff with `pricing:read`."),
]


@dataclass(frozen=True)
class Asked:
    """For whom, when and for how many pieces a price is asked."""

    shopper: Shopper
    moment: datetime
    quantity: int = 1
    is_another_time: bool = False


MOST_PIECES = 1_000_000


async def asked_price(ctx: RequestContext, quantity: int, at: At, audience: As) -> Asked:
    """Read the arguments of a price. Raises `RequestError` for what only staff may ask, and for no quantity."""
    if not 0 < quantity <= MOST_PIECES:
        raise RequestError("BAD_USER_INPUT", f"`quantity` is from 1 to {MOST_PIECES}.")
    place, moment = ctx.place, ctx.now
    if isinstance(at, datetime) or isinstance(audience, PriceAudienceInput):
        require_scope(ctx, Scope.PRICING_READ)
    if isinstance(audience, PriceAudienceInput):
        place = await _place_of(ctx, audience)
    if isinstance(at, datetime):
        moment = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Asked(Shopper.of(place), moment, quantity, moment != ctx.now)


async def _place_of(ctx: RequestContext, asked: PriceAudienceInput) -> Place:
    atlas = await ctx.part(AtlasCache).get()
    channel = asked.channel or ctx.place.channel_code
    if all(each.code != channel for each in atlas.channels):
        raise RequestError("BAD_USER_INPUT", f"There is no channel {channel[:40]!r}.")
    country: str | None = asked.country_code or (None if asked.market else ctx.place.country_code)
    if asked.market:
        market = atlas.market_by_code(asked.market)
        if market is None:
            raise RequestError("BAD_USER_INPUT", f"There is no market {asked.market[:40]!r}.")
        country = country or market.default_country_code
        if country not in market.country_codes:
            raise RequestError("BAD_USER_INPUT", f"The market {market.code} does not sell to {country}.")
    group = ctx.place.customer_group_code if asked.customer_group is strawberry.UNSET else asked.customer_group
    place = resolve_place(atlas, country, None, asked.currency_code or None, channel, group or None)
    if place.fallbacks:
        first = place.fallbacks[0]
        raise RequestError(
            "BAD_USER_INPUT", f"{first.requested} is not offered there ({first.reason.value}): ask for what is."
        )
    return place
