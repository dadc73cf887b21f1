"""Writing rows of prices and stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import UpsertOutcome, VariantPlace, variants_by_skus
from app.core.context import RequestContext
from app.core.errors import Problem
from app.exchange.errors import RowErrorCode
from app.exchange.formats.values import Values, moment_text
from app.exchange.importing.products import REASON
from app.exchange.importing.results import BatchResult
from app.exchange.importing.shop import ShopFacts
from app.exchange.records import PriceRow, StockRow, problem
from app.exchange.report import RowProblem
from app.inventory import compare_on_hand, set_on_hand
from app.pricing import ListedRow, PriceEntry, set_listed_prices


@dataclass
class RowWriter:
    """Writes one value of a variant by each row; all others stay."""

    ctx: RequestContext
    shop: ShopFacts
    is_dry_run: bool

    async def write_prices(self, session: AsyncSession, rows: Sequence[PriceRow]) -> BatchResult:
        """Set what variants cost. An empty amount: no such price, or, in a file of plain ones, none in the list."""
        result = BatchResult()
        variants = await variants_by_skus(session, {row.sku for row in rows})
        going: list[tuple[PriceRow, ListedRow]] = []
        for row in rows:
            values = Values()
            self._check(values, row, variants, "price_list", row.price_list, row.price_list in self.shop.price_lists)
            entry = None if values.problems else self._entry(values, row, variants[row.sku].variant_id)
            if entry is None or values.problems:
                result.refused(*values.problems)
            else:
                listed = ListedRow(entry, not row.amount, not row.is_alone, row.compare_at is None)
                going.append((row, listed))
        product_ids = {each.variant_id: each.product_id for each in variants.values()}
        outcomes = await set_listed_prices(session, [listed for _, listed in going], product_ids) if going else []
        for (row, _), outcome in zip(going, outcomes, strict=True):
            if outcome.problems:
                result.refused(*(RowProblem(row.line, each.path[-1], each) for each in outcome.problems))
                continue
            changed = UpsertOutcome.UPDATED if outcome.is_changed else UpsertOutcome.UNCHANGED
            result.written(row, "price", _named(row), changed, ("amount",))
        return result

    def _entry(self, values: Values, row: PriceRow, variant_id: UUID) -> PriceEntry | None:
        """The price; None with a problem. One that is to be removed costs nothing."""
        currency = self.shop.currencies[row.price_list]
        amount = values.amount(row.line, "amount", row.amount, currency) if row.amount else 0
        compare_at = None
        if row.amount and row.compare_at:
            compare_at = values.amount(row.line, "compare_at", row.compare_at, currency)
        if amount is None:
            return None
        list_id = self.shop.price_lists[row.price_list]
        return PriceEntry(list_id, variant_id, amount, compare_at, row.min_quantity, row.starts_at, row.ends_at)

    async def write_stock(self, session: AsyncSession, rows: Sequence[StockRow]) -> BatchResult:
        """Set how many pieces stand in warehouses; never below what is reserved."""
        result = BatchResult()
        variants = await variants_by_skus(session, {row.sku for row in rows})
        counted: dict[tuple[UUID, UUID], int] = {}
        going: list[tuple[StockRow, tuple[UUID, UUID]]] = []
        for row in rows:
            values = Values()
            self._check(values, row, variants, "warehouse", row.warehouse, row.warehouse in self.shop.warehouses)
            if values.problems:
                result.refused(*values.problems)
                continue
            pair = (self.shop.warehouses[row.warehouse], variants[row.sku].variant_id)
            counted[pair] = row.on_hand
            going.append((row, pair))
        if not counted:
            return result
        if self.is_dry_run:
            came_to = await compare_on_hand(session, counted)
        else:
            came_to = await set_on_hand(session, self.ctx.viewer, counted, REASON)
        for row, pair in going:
            if pair in came_to.reserved:
                facts = {"value": row.on_hand, "reserved": came_to.reserved[pair]}
                result.refused(RowProblem(row.line, "on_hand", Problem(RowErrorCode.BELOW_RESERVED, facts=facts)))
                continue
            outcome = UpsertOutcome.UPDATED if pair in came_to.changed else UpsertOutcome.UNCHANGED
            result.written(row, "stock", f"{row.sku} {row.warehouse}", outcome, ("on_hand",))
        return result

    def _check(
        self,
        values: Values,
        row: PriceRow | StockRow,
        variants: dict[str, VariantPlace],
        field: str,
        code: str,
        is_known: bool,
    ) -> None:
        if row.sku not in variants:
            values.problems.append(problem(row.line, "sku", RowErrorCode.NOT_FOUND, value=row.sku))
        if not is_known:
            values.problems.append(problem(row.line, field, RowErrorCode.NOT_FOUND, value=code))


def _named(row: PriceRow) -> str:
    """The price, for whoever reads what an import would do."""
    quantity = f" from {row.min_quantity}" if row.min_quantity != 1 else ""
    start = f" at {moment_text(row.starts_at)}" if row.starts_at else ""
    return f"{row.sku} {row.price_list}{quantity}{start}"
