"""Writing rows of what decides prices: each by the checks that staff's own mutations go through, and into the audit
log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import Thing, UpsertOutcome, named_things, variants_by_skus
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.core.upsert import Written
from app.currencies import NewManualRate, put_manual_rate
from app.exchange.errors import RowErrorCode
from app.exchange.formats.settings import SaidPastPrice, SaidPriceList, SaidRounding, SaidSale
from app.exchange.formats.settings.sales import SaidTargets
from app.exchange.formats.values import Values, moment_text
from app.exchange.importing.results import BatchResult, code_of_failure
from app.exchange.importing.shop import ShopFacts
from app.exchange.records import SettingRow, problem
from app.exchange.report import RowProblem
from app.pricing import (
    PastPrice,
    SaleChange,
    Targets,
    ToldOutcome,
    put_price_list,
    put_rounding_rule,
    put_sale,
    tell_past_prices,
)
from app.tax import RateOutcome, RateRow, set_tax_rates


class _Came(NamedTuple):
    """What a row came to: one of both."""

    outcome: UpsertOutcome = UpsertOutcome.UNCHANGED
    problems: tuple[RowProblem, ...] = ()


@dataclass
class SettingWriter:
    """Writes rows of one kind; one that is refused leaves the others."""

    ctx: RequestContext
    shop: ShopFacts

    async def write(self, session: AsyncSession, rows: Sequence[SettingRow]) -> BatchResult:
        """Make the shop agree with each row, or report it."""
        result = BatchResult()
        kind = type(rows[0].said)
        if kind is RateRow:
            came_to = await self._write_tax_rates(session, rows)
        elif kind is SaidPastPrice:
            came_to = await self._write_past_prices(session, rows)
        else:
            came_to = [await self._put(session, row) for row in rows]
        for row, came in zip(rows, came_to, strict=True):
            if came.problems:
                result.refused(*came.problems)
            else:
                result.written(row, _KINDS[kind], row.key, came.outcome)
        return result

    async def _put(self, session: AsyncSession, row: SettingRow) -> _Came:
        try:
            async with session.begin_nested():
                written = await self._write_one(session, row)
        except Refusal as refusal:
            return _Came(problems=tuple(_told(row, each) for each in refusal.problems))
        except DBAPIError as error:
            code = code_of_failure(error)
            if code is None:
                raise
            return _Came(problems=(problem(row.line, "", code),))
        return _Came(UpsertOutcome(written.value))

    async def _write_one(self, session: AsyncSession, row: SettingRow) -> Written:
        match row.said:
            case SaidPriceList(code=code, change=list_change):
                return await put_price_list(self.ctx, session, code=code, change=list_change)
            case SaidSale() as sale:
                return await put_sale(self.ctx, session, code=sale.code, change=await self._sale_change(sale))
            case SaidRounding() as rule:
                _, written = await put_rounding_rule(
                    self.ctx,
                    session,
                    currency_code=rule.currency_code,
                    market_code=rule.market_code,
                    bands=rule.bands,
                )
                return written
            case NewManualRate() as rate:
                return (await put_manual_rate(self.ctx, session, rate, keeps_same=True))[1]
            case other:
                raise LookupError(f"{type(other)} is written by no domain")

    async def _sale_change(self, sale: SaidSale) -> SaleChange:
        """The change with its targets, whose slugs are looked up."""
        change = SaleChange(**sale.change)
        slugs = {slug for said in (sale.targets, sale.excluded) if said for own in said.slugs.values() for slug in own}
        things = {(each.kind, each.slug): each.id for each in await named_things(self.ctx.db, slugs=slugs)}
        problems = [
            Problem(RowErrorCode.NOT_FOUND, (column,), {"value": slug})
            for said in (sale.targets, sale.excluded)
            if said
            for column, kind in said.by_kind.items()
            for slug in said.slugs[column]
            if (kind, slug) not in things
        ]
        if problems:
            raise Refusal(*problems)
        if sale.targets is not None:
            change["targets"] = _targets(sale.targets, things)
        if sale.excluded is not None:
            change["excluded"] = _targets(sale.excluded, things)
        return change

    async def _write_tax_rates(self, session: AsyncSession, rows: Sequence[SettingRow]) -> list[_Came]:
        results = await set_tax_rates(session, [row.said for row in rows], viewer=self.ctx.viewer)
        return [
            _Came(problems=tuple(_told(row, each) for each in result.problems))
            if result.problems
            else _Came(_OF_RATES[result.outcome])
            for row, result in zip(rows, results, strict=True)
        ]

    async def _write_past_prices(self, session: AsyncSession, rows: Sequence[SettingRow]) -> list[_Came]:
        variants = await variants_by_skus(session, {row.said.sku for row in rows})
        came_to: dict[int, _Came] = {}
        told: dict[int, PastPrice] = {}
        for number, row in enumerate(rows):
            said: SaidPastPrice = row.said
            values = Values()
            variant = variants.get(said.sku)
            if variant is None:
                values.complain(row.line, "sku", RowErrorCode.NOT_FOUND, value=said.sku)
            currency = self.shop.currencies.get(said.price_list)
            if currency is None:
                values.complain(row.line, "price_list", RowErrorCode.NOT_FOUND, value=said.price_list)
            amount = values.amount(row.line, "amount", said.amount, currency) if currency else None
            if variant is None or amount is None:
                came_to[number] = _Came(problems=tuple(values.problems))
                continue
            list_id = self.shop.price_lists[said.price_list]
            told[number] = PastPrice(list_id, variant.variant_id, variant.product_id, amount, said.since, said.until)
        outcomes = await tell_past_prices(session, list(told.values()), self.ctx.now) if told else []
        for number, outcome in zip(told, outcomes, strict=True):
            came_to[number] = _came_of_past(rows[number], outcome)
        return [came_to[number] for number in range(len(rows))]


def _came_of_past(row: SettingRow, outcome: ToldOutcome) -> _Came:
    if outcome.flaw is None:
        return _Came(UpsertOutcome.CREATED if outcome.is_new else UpsertOutcome.UNCHANGED)
    facts = {"since": moment_text(outcome.since), "value": moment_text(row.said.until)}
    return _Came(problems=(problem(row.line, "until", RowErrorCode(outcome.flaw.value), **facts),))


def _targets(said: SaidTargets, things: Mapping[tuple[Thing, str], UUID]) -> Targets:
    ids: dict[Thing, list[UUID | None]] = {kind: [] for kind in Thing}
    for column, kind in said.by_kind.items():
        ids[kind] += (things[kind, slug] for slug in said.slugs[column])
    return Targets(
        product_ids=ids[Thing.PRODUCT],
        category_ids=ids[Thing.CATEGORY],
        collection_ids=ids[Thing.COLLECTION],
        brand_ids=ids[Thing.BRAND],
        attributes=said.attributes,
    )


def _told(row: SettingRow, found: Problem) -> RowProblem:
    """What a domain refused, as a line and column of the file."""
    path = found.path[1:] if found.path[:1] == ("input",) else found.path
    line = row.line
    if isinstance(row.said, SaidRounding) and path[:1] == ("bands",) and len(path) > 1:
        line, path = row.said.lines[int(path[1])], path[2:] or path[:1]
    names = [step for step in path if not step.isdecimal()]
    field = next((row.fields.get(name, name) for name in names), "")
    return RowProblem(line, field, found)


_KINDS: Final[Mapping[type[Any], str]] = {
    SaidPriceList: "price_list",
    SaidSale: "sale",
    SaidRounding: "rounding_rule",
    RateRow: "tax_rate",
    NewManualRate: "exchange_rate",
    SaidPastPrice: "past_price",
}
_OF_RATES: Final = {
    RateOutcome.CREATED: UpsertOutcome.CREATED,
    RateOutcome.UPDATED: UpsertOutcome.UPDATED,
    RateOutcome.UNCHANGED: UpsertOutcome.UNCHANGED,
}
