"""Raising or lowering the prices of a list by a percentage or an amount, as staff do it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple
from uuid import UUID

from app.audit import record_change
from app.catalog import things_by_ids
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.core.locks import lock_setup
from app.core.money import MAX_AMOUNT, divide_half_up
from app.pricing.commands.setting import amount_of, is_multiple, problem
from app.pricing.errors import PricingErrorCode
from app.pricing.ids import PRICE_LIST_ID
from app.pricing.queries.lists import PriceListFacts, load_price_lists
from app.pricing.queries.staff import load_rounding_rules
from app.pricing.rules.rounding import rounded
from app.pricing.rules.settings import RoundingBand, RoundingMode
from app.pricing.service.adjusting import AdjustedRow, adjust_amounts, pages_to_adjust, tell_of_adjusted

MOST_SAMPLES: Final = 20
_LEAST_PERCENT: Final = Decimal(-99)
_MOST_PERCENT: Final = Decimal(1000)
_PERCENT_STEP: Final = Decimal("0.0001")
_ANY: Final = UUID(int=0)


@dataclass(frozen=True)
class Adjustment:
    """How prices are to change."""

    price_list_id: UUID | None
    percent: Decimal | None = None
    """-10 is a tenth less."""
    amount: Decimal | None = None
    """Major units of the list's currency, negative for less. One of the two is given."""
    thing_id: UUID | None = None
    """The category, collection or brand whose products are meant. None: all that are in the list."""
    is_rounded: bool = True
    """Whether the amounts become what the currency's rounding rule makes of them."""


class Adjusted(NamedTuple):
    """What came of it."""

    price_list: PriceListFacts
    changed_count: int
    """How many prices differ."""
    samples: list[tuple[AdjustedRow, int]]
    """The first of them, with their new amounts."""


async def adjust_prices(ctx: RequestContext, wanted: Adjustment, *, dry_run: bool) -> Adjusted:
    """Change every price of the list that holds until further notice, at every quantity; dated prices stay.

    `dry_run` tells what would come of it, and changes nothing. Refuses with `PricingErrorCode` a list or a category,
    collection or brand that is not there, a percentage that is none, and a change after which a price would be
    negative, absurd, or no longer below the price that it is compared with.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        price_list = next((each for each in await load_price_lists(ctx.db) if each.id == wanted.price_list_id), None)
        if price_list is None:
            raise Refusal(problem(PricingErrorCode.PRICE_LIST_NOT_FOUND, "priceListId"))
        if wanted.thing_id and not await things_by_ids(ctx.db, [wanted.thing_id]):
            raise Refusal(problem(PricingErrorCode.TARGET_NOT_FOUND, "of"))
        change = _change(wanted, price_list.currency_code)
        bands = await _bands(ctx, price_list) if wanted.is_rounded else ()
        count, samples, product_ids = 0, list[tuple[AdjustedRow, int]](), set[UUID]()
        async for page in pages_to_adjust(session, price_list.id, wanted.thing_id):
            changed = [(row, after) for row in page if (after := _after(row, change, bands, wanted)) != row.amount]
            count += len(changed)
            samples += changed[: MOST_SAMPLES - len(samples)]
            if not dry_run:
                product_ids |= {row.product_id for row, _ in changed}
                await adjust_amounts(session, price_list.id, changed)
        if not dry_run and count:
            await tell_of_adjusted(session, product_ids)
            after_words = {
                "percent": None if wanted.percent is None else str(wanted.percent),
                "amount": None if wanted.amount is None else str(wanted.amount),
                "of": str(wanted.thing_id) if wanted.thing_id else None,
                "rounded": wanted.is_rounded,
                "prices": count,
            }
            await record_change(
                session,
                ctx.viewer,
                "pricing.prices_adjusted",
                PRICE_LIST_ID.prefix,
                price_list.id,
                before=None,
                after=after_words,
            )
        return Adjusted(price_list, count, samples)


async def change_of(ctx: RequestContext, wanted: Adjustment) -> Callable[[int, int | None], int]:
    """What `adjust_prices` would make of an amount that is compared with another one, or None. It refuses as that."""
    price_list = next((each for each in await load_price_lists(ctx.db) if each.id == wanted.price_list_id), None)
    if price_list is None:
        raise Refusal(problem(PricingErrorCode.PRICE_LIST_NOT_FOUND, "priceListId"))
    change = _change(wanted, price_list.currency_code)
    bands = await _bands(ctx, price_list) if wanted.is_rounded else ()

    def of_amount(amount: int, compare_at: int | None) -> int:
        return _after(AdjustedRow(_ANY, _ANY, 1, amount, compare_at), change, bands, wanted)

    return of_amount


def _change(wanted: Adjustment, currency_code: str) -> Callable[[int], int]:
    """From an amount to what it becomes before it is rounded."""
    if wanted.percent is not None:
        percent = wanted.percent
        is_within = percent.is_finite() and _LEAST_PERCENT <= percent <= _MOST_PERCENT and not percent.is_zero()
        if not is_within or not is_multiple(percent, _PERCENT_STEP):
            facts = {"percent": str(percent), "least": str(_LEAST_PERCENT), "most": str(_MOST_PERCENT)}
            raise Refusal(problem(PricingErrorCode.PERCENT_OUT_OF_RANGE, "by", "percent", **facts))
        numerator, denominator = (1 + Fraction(percent) / 100).as_integer_ratio()
        return lambda amount: divide_half_up(amount * numerator, denominator)
    given = wanted.amount if wanted.amount is not None else Decimal(0)
    size, wrong = amount_of(abs(given), currency_code, "by", "amount")
    if wrong or size is None:
        raise Refusal(*([wrong] if wrong else []))
    step = size if given >= 0 else -size
    return lambda amount: amount + step


def _after(row: AdjustedRow, change: Callable[[int], int], bands: Sequence[RoundingBand], wanted: Adjustment) -> int:
    """What the price becomes. A rule's lowest price is none that a negative amount is rounded up to."""
    raw = change(row.amount)
    after = rounded(raw, bands) if raw > 0 else raw
    field = "percent" if wanted.percent is not None else "amount"
    if not 0 <= after <= MAX_AMOUNT:
        raise Refusal(problem(PricingErrorCode.AMOUNT_OUT_OF_RANGE, "by", field, amount=after))
    if row.compare_at_amount is not None and row.compare_at_amount <= after:
        raise Refusal(problem(PricingErrorCode.COMPARE_AT_NOT_HIGHER, "by", field))
    return after


async def _bands(ctx: RequestContext, price_list: PriceListFacts) -> list[RoundingBand]:
    """Of the rule for the list's market, where it is for one that has a rule of its own; else of the one for all."""
    own = price_list.market_ids[0] if len(price_list.market_ids) == 1 else None
    rules = [each for each in await load_rounding_rules(ctx.db) if each.currency_code == price_list.currency_code]
    rule = next((each for each in rules if own and each.market_id == own), None)
    rule = rule or next((each for each in rules if each.market_id is None), None)
    return [
        RoundingBand(band["from"], band["step"], band["ending"], RoundingMode(band["mode"]))
        for band in (rule.bands if rule else ())
    ]
