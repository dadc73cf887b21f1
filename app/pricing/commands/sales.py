"""Sales, as staff plan, change and delete them.

A sale is believed since it is written down: a start that is past means from now on, and what was charged before stays
as it was.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.audit import Noted
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.core.upsert import Written
from app.pricing.commands.setting import (
    Surroundings,
    amount_of,
    delete_noted,
    is_multiple,
    problem,
    write_changed,
    write_new,
)
from app.pricing.commands.targets import Targets, read_targets
from app.pricing.errors import PricingErrorCode
from app.pricing.ids import SALE_ID
from app.pricing.models import Sale, SaleKind
from app.pricing.queries.staff import load_sales

_PERCENT_STEP: Final = Decimal("0.01")


class SaleChange(TypedDict, total=False):
    """What of a sale is to become what. What is left out stays."""

    names: Sequence[tuple[str, str]]
    kind: SaleKind
    percent: Decimal | None
    amounts: Sequence[tuple[str, Decimal]]
    """Currency and amount in major units."""
    market_codes: Sequence[str]
    channel_codes: Sequence[str]
    group_codes: Sequence[str]
    """Of customer groups. An empty one of these three is for everybody."""
    targets: Targets
    """What it is for; nothing is everything."""
    excluded: Targets
    starts_local: datetime | None
    ends_local: datetime | None
    """In the time zone of each market, and so without one."""
    is_paused: bool


async def create_sale(ctx: RequestContext, *, code: str, change: SaleChange) -> UUID:
    """A new sale, and its id. The change says its names and its kind.

    Refuses with `PricingErrorCode` a code that is none or taken, names, a market, channel, customer group or target
    that is not there, a percentage that is not between 0 and 100, an amount that is none or missing in a currency of
    its markets, and an end that is not after the start.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        taken = {each.code for each in await load_sales(ctx.db)}
        return await _create(ctx, session, code, change, taken)


async def update_sale(
    ctx: RequestContext, sale_id: UUID | None, change: SaleChange, *, version: int | None = None
) -> UUID:
    """Change a sale, where it still has this version (None: whichever it has), and give its id.

    What is as it should be already makes no new version. Refuses as `create_sale` does.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, sale_id, version)
        await _change(ctx, session, row, change)
        return row.id


async def put_sale(ctx: RequestContext, session: AsyncSession, *, code: str, change: SaleChange) -> Written:
    """Make the sale of this code what is said here, a new one where there is none. For files: it takes the session, and
    does not commit. A change of a new one says its kind. Refuses as `create_sale` does."""
    await lock_setup(session)
    row = (await session.execute(select(Sale).where(col(Sale.code) == code))).scalar_one_or_none()
    if row is None:
        await _create(ctx, session, code, change, taken=())
        return Written.CREATED
    return Written.UPDATED if await _change(ctx, session, row, change) else Written.UNCHANGED


async def planned_sale(ctx: RequestContext, *, code: str, change: SaleChange) -> Sale:
    """The sale that `create_sale` would make, which nobody writes. Refuses as that does, but for a code that is taken:
    the sale of that code is what is changed then."""
    around = await Surroundings.of(ctx)
    refuse(around.code_problems(code, ()))
    row = Sale(code=code, **await _values(ctx, around, change))
    refuse(_contradictions(around, row))
    return row


async def _create(
    ctx: RequestContext, session: AsyncSession, code: str, change: SaleChange, taken: Collection[str]
) -> UUID:
    around = await Surroundings.of(ctx)
    refuse(around.code_problems(code, taken))
    row = Sale(code=code, **await _values(ctx, around, change))
    refuse(_contradictions(around, row))
    await write_new(ctx, session, row, _noted("created", row.id))
    return row.id


async def _change(ctx: RequestContext, session: AsyncSession, row: Sale, change: SaleChange) -> bool:
    around = await Surroundings.of(ctx)
    values = await _values(ctx, around, change)
    if values.get("kind", row.kind) is not row.kind:  # what the other kind needed says nothing any more
        values = {"percent": None} | values if values["kind"] is not SaleKind.PERCENT else {"amounts": {}} | values
    refuse(_contradictions(around, Sale(**row.model_dump() | values)))
    return await write_changed(ctx, session, row, values, _noted("updated", row.id))


async def delete_sale(ctx: RequestContext, sale_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a sale, where it still has this version, and give the id that it had. It ends now; that it was there stays
    in the history of prices."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        row = await _found(session, sale_id, version)
        deleted_id = row.id
        await delete_noted(ctx, session, row, _noted("deleted", deleted_id))
        return deleted_id


async def _found(session: AsyncSession, sale_id: UUID | None, version: int | None) -> Sale:
    row = await session.get(Sale, sale_id) if sale_id else None
    if row is None:
        raise Refusal(problem(PricingErrorCode.SALE_NOT_FOUND, "id"))
    refuse_stale(PricingErrorCode.STALE_VERSION, version, row.version)
    return row


async def _values(ctx: RequestContext, around: Surroundings, change: SaleChange) -> dict[str, Any]:
    """What the change says, as columns have it. Refuses what is wrong with any of it alone."""
    problems = [*around.name_problems(change), *around.audience_problems(change)]
    values: dict[str, Any] = {}
    if "amounts" in change:
        values["amounts"], wrong = _amounts(change["amounts"])
        problems += wrong
    if "targets" in change:
        read = await read_targets(ctx, change["targets"], "targets")
        values |= {"product_ids": read.product_ids, "list_ids": read.list_ids, "conditions": read.conditions}
        problems += read.problems
    if "excluded" in change:
        read = await read_targets(ctx, replace(change["excluded"], attributes=()), "excluded")
        values |= {"excluded_product_ids": read.product_ids, "excluded_list_ids": read.list_ids}
        problems += read.problems
    refuse(problems)
    plain = {name: value for name, value in change.items() if name not in ("amounts", "targets", "excluded")}
    return around.values(plain) | values


def _amounts(given: Sequence[tuple[str, Decimal]]) -> tuple[dict[str, int], list[Problem]]:
    amounts: dict[str, int] = {}
    problems = []
    for position, (currency_code, amount) in enumerate(given):
        path = ("amounts", str(position))
        if currency_code in amounts:
            problems.append(problem(PricingErrorCode.CURRENCY_REPEATED, *path, "currencyCode", currency=currency_code))
        minor, wrong = amount_of(amount, currency_code, *path, "amount")
        problems += [wrong] if wrong else []
        amounts[currency_code] = minor or 0
    return amounts, problems


def _contradictions(around: Surroundings, row: Sale) -> Iterator[Problem]:
    if row.starts_local is not None and row.ends_local is not None and row.ends_local <= row.starts_local:
        yield problem(PricingErrorCode.ENDS_BEFORE_START, "endsAt")
    if row.kind is SaleKind.PERCENT:
        yield from _percent_problems(row.percent, row.amounts)
        return
    if row.percent is not None:
        yield problem(PricingErrorCode.NOT_OF_KIND, "percent")
    for currency_code in around.currency_codes(row.market_ids):
        if currency_code not in row.amounts:
            yield problem(PricingErrorCode.AMOUNT_MISSING, "amounts", currency=currency_code)
    if row.kind is SaleKind.AMOUNT:
        for position, (currency_code, amount) in enumerate(row.amounts.items()):
            if amount == 0:
                facts = {"amount": 0, "currency": currency_code}
                yield problem(PricingErrorCode.AMOUNT_OUT_OF_RANGE, "amounts", str(position), "amount", **facts)


def _percent_problems(percent: Decimal | None, amounts: Mapping[str, int]) -> Iterator[Problem]:
    if amounts:
        yield problem(PricingErrorCode.NOT_OF_KIND, "amounts")
    if percent is None:
        yield problem(PricingErrorCode.NOT_OF_KIND, "percent")
    elif not (percent.is_finite() and 0 < percent < 100 and is_multiple(percent, _PERCENT_STEP)):
        facts = {"percent": str(percent), "least": "0.01", "most": "99.99"}
        yield problem(PricingErrorCode.PERCENT_OUT_OF_RANGE, "percent", **facts)


def _noted(verb: str, sale_id: UUID) -> Noted:
    return Noted(f"pricing.sale_{verb}", SALE_ID.prefix, sale_id)
