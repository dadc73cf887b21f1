"""What use cases of price lists, sales, rounding rules and markets' pricing have in common."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import Difference, Noted, change_row, note_difference, said
from app.core.context import RequestContext
from app.core.errors import Problem
from app.core.money import MAX_AMOUNT, InvalidAmountError, minor_digits, parse_amount
from app.customers import load_customer_groups
from app.markets import Atlas, code_problems, load_atlas, name_problems
from app.pricing import service
from app.pricing.errors import PricingErrorCode
from app.pricing.service.settings import Setting

INPUT: Final = ("input",)
_AUDIENCE: Final = ("market_codes", "channel_codes", "country_codes", "group_codes")


def problem(code: PricingErrorCode, /, *path: str, **facts: object) -> Problem:
    """A problem of the mutation's input, at this path."""
    return Problem(code, (*INPUT, *path), facts)


def amount_of(given: Decimal, currency_code: str, *path: str) -> tuple[int | None, Problem | None]:
    """The minor units that an amount in major units is, or why it is none."""
    try:
        return parse_amount(str(given), currency_code), None
    except InvalidAmountError:
        facts = {"amount": str(given), "currency": currency_code, "digits": minor_digits(currency_code)}
        is_one = given.is_finite() and given >= 0 and given.adjusted() <= 15
        is_too_fine = is_one and given.scaleb(minor_digits(currency_code)) <= MAX_AMOUNT
        code = PricingErrorCode.AMOUNT_TOO_FINE if is_too_fine else PricingErrorCode.AMOUNT_OUT_OF_RANGE
        return None, problem(code, *path, **facts)


def is_multiple(number: Decimal, step: Decimal) -> bool:
    """Whether a finite number is a multiple of the step. One of absurdly many decimals is none: it is not even tried,
    since that would take a gigabyte."""
    return number.adjusted() > -20 and len(number.as_tuple().digits) < 40 and not number % step


@dataclass(frozen=True)
class Surroundings:
    """What there is that a list or a sale can be for."""

    atlas: Atlas
    group_codes: frozenset[str]

    @classmethod
    async def of(cls, ctx: RequestContext) -> Self:
        """As it is now."""
        groups = await load_customer_groups(ctx.db)
        return cls(await load_atlas(ctx.db), frozenset(group.code for group in groups))

    def code_problems(self, code: str, taken: Iterable[str]) -> Iterator[Problem]:
        """Whether something new can be called that."""
        yield from _own(code_problems(code))
        if code in taken:
            yield problem(PricingErrorCode.CODE_TAKEN, "code", code=code)

    def name_problems(self, change: Mapping[str, Any]) -> Iterator[Problem]:
        """Whether it can be named so, where names are given."""
        if "names" in change:
            yield from _own(name_problems(change["names"], self.atlas.language_fallbacks))

    def audience_problems(self, change: Mapping[str, Any]) -> Iterator[Problem]:
        """Whether all that it is to be for is there."""
        known = {
            "market_codes": {market.code for market in self.atlas.markets},
            "channel_codes": {channel.code for channel in self.atlas.channels},
            "country_codes": {country for market in self.atlas.markets for country in market.country_codes},
            "group_codes": self.group_codes,
        }
        for name, (field, code) in _NAMED.items():
            for position, given in enumerate(change.get(name, ())):
                if given not in known[name]:
                    yield problem(code, field, str(position), code=given)

    def values(self, change: Mapping[str, Any]) -> dict[str, Any]:
        """What a checked change says of names and of those whom it is for, as columns have it."""
        values = dict(change)
        if "names" in values:
            values["names"] = dict(values["names"])
        for name in _AUDIENCE:
            if name in values:
                values[name] = sorted(set(values[name]))
        if "market_codes" in values:
            ids = {market.code: market.id for market in self.atlas.markets}
            values["market_ids"] = [ids[code] for code in values.pop("market_codes")]
        return values

    def currency_codes(self, market_ids: Sequence[UUID]) -> list[str]:
        """Every currency that these markets offer; none of them is all."""
        markets = [market for market in self.atlas.markets if not market_ids or market.id in market_ids]
        return sorted({code for market in markets for code in market.currency_codes})


_NAMED: Final = {
    "market_codes": ("marketCodes", PricingErrorCode.MARKET_NOT_FOUND),
    "channel_codes": ("channelCodes", PricingErrorCode.CHANNEL_NOT_FOUND),
    "country_codes": ("countryCodes", PricingErrorCode.COUNTRY_NOT_SERVED),
    "group_codes": ("customerGroupCodes", PricingErrorCode.CUSTOMER_GROUP_NOT_FOUND),
}


def _own(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The same by pricing's codes, which are called as those of the setup are."""
    return (replace(each, code=PricingErrorCode[each.code.name]) for each in problems)


async def write_new(ctx: RequestContext, session: AsyncSession, row: Setting, noted: Noted) -> None:
    """Write a new setting, and note it."""
    await service.write_setting(session, row)
    await note_difference(session, ctx.viewer, noted, Difference(None, said(row)))


async def write_changed(
    ctx: RequestContext, session: AsyncSession, row: Setting, values: Mapping[str, Any], noted: Noted
) -> bool:
    """Let the setting say this, and note it. What is as it should be makes no new version: False."""
    difference = change_row(row, values)
    if difference is None:
        return False
    await service.write_setting(session, row)
    await note_difference(session, ctx.viewer, noted, difference)
    return True


async def delete_noted(ctx: RequestContext, session: AsyncSession, row: Setting, noted: Noted) -> bool:
    """Delete the setting, and note it; False where something refers to it, and the transaction is to be given up."""
    before = said(row)
    if not await service.delete_setting(session, row):
        return False
    await note_difference(session, ctx.viewer, noted, Difference(before, None))
    return True
