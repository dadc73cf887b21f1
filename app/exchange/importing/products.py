"""Writing a batch of products with their prices and stock."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    ProductDraft,
    Upserted,
    UpsertOutcome,
    count_without_safety_data,
    find_products,
    read_products,
    write_products,
)
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.exchange.errors import RowErrorCode
from app.exchange.importing.later import Waiting, lacks_only_values, without_missing
from app.exchange.importing.results import BatchResult, code_of_failure, row_problem
from app.exchange.importing.shop import ShopFacts
from app.exchange.importing.things import Needs, key_of
from app.exchange.records import StatedProduct
from app.inventory import Counted, compare_on_hand, set_on_hand
from app.pricing import PriceEntry, PricesOfProduct, set_prices_of_products

REASON: Final = "import of a file"
"""Of changes of stock, for the audit log."""


class _TakenBack(Exception):  # noqa: N818 - it ends a savepoint, and is no failure
    pass


@dataclass
class ProductWriter:
    """Writes products; remembers from batch to batch what there is."""

    ctx: RequestContext
    shop: ShopFacts
    is_dry_run: bool
    needs: Needs = field(default_factory=Needs)
    is_last_round: bool = False
    """Whether the file is at its end: what is not there will not come."""

    async def write(self, session: AsyncSession, products: Sequence[StatedProduct]) -> BatchResult:
        """Make the shop agree with each product as a whole, or report it."""
        drafts = await self._completed(products)
        result = BatchResult()
        await self._write(session, list(zip(products, drafts, strict=True)), result)
        return result

    async def _completed(self, products: Sequence[StatedProduct]) -> list[ProductDraft]:
        """The drafts, with what the shop knows and their file does not say."""
        partial = [each.draft.external_id for each in products if each.complete and each.draft.external_id]
        if not partial:
            return [each.draft for each in products]
        ids = await find_products(self.ctx.db, external_ids=partial)
        stored = await read_products(self.ctx.db, list(set(ids.values())))
        drafts = []
        for each in products:
            found = stored.get(ids.get(each.draft.external_id or "", UUID(int=0)))
            drafts.append(each.complete(found.draft, each.draft) if each.complete and found else each.draft)
        return drafts

    async def _write(
        self, session: AsyncSession, products: list[tuple[StatedProduct, ProductDraft]], result: BatchResult
    ) -> None:
        """What the database refuses is found by halves; the rest goes in."""
        if not products:
            return
        try:
            part = await self._write_whole(session, products)
        except (DBAPIError, Refusal) as error:
            self.needs.rolled_back()
            code = code_of_failure(error)
            if code is None:
                raise
            if len(products) == 1:
                record = products[0][0]
                result.refused(row_problem(Problem(code), record))
                return
            middle = len(products) // 2
            await self._write(session, products[:middle], result)
            await self._write(session, products[middle:], result)
        else:
            result.report += part.report
            result.problems += part.problems
            result.differences += part.differences
            result.waiting += part.waiting

    async def _write_whole(
        self, session: AsyncSession, products: list[tuple[StatedProduct, ProductDraft]]
    ) -> BatchResult:
        """In a savepoint: where stock is refused, its product must not be written, and all is done again without it."""
        refused: dict[int, list[Problem]] = {}
        while True:
            going = [pair for number, pair in enumerate(products) if number not in refused]
            numbers = [number for number in range(len(products)) if number not in refused]
            result = BatchResult()
            try:
                async with session.begin_nested():
                    late = await self._attempt(session, going, result)
                    if late:
                        raise _TakenBack
            except _TakenBack:
                self.needs.rolled_back()
                refused |= {numbers[position]: problems for position, problems in late.items()}
                continue
            for number, problems in sorted(refused.items()):
                record = products[number][0]
                result.refused(*(row_problem(problem, record) for problem in problems))
            return result

    async def _attempt(
        self, session: AsyncSession, products: Sequence[tuple[StatedProduct, ProductDraft]], result: BatchResult
    ) -> dict[int, list[Problem]]:
        """Write them all; what is refused only after the products were written is returned, by position."""
        unmade = await self.needs.make(session, (need for record, _ in products for need in record.needs))
        outcomes = await self._outcomes(session, products, result)
        written: list[tuple[int, StatedProduct, Upserted]] = []
        for position, ((record, _), outcome) in enumerate(zip(products, outcomes, strict=True)):
            if outcome is None:
                continue
            if isinstance(outcome, Refusal):
                lacking = [
                    unmade[type(need), key_of(need)] for need in record.needs if (type(need), key_of(need)) in unmade
                ]
                problems = [problem for refusal in (*lacking, outcome) for problem in refusal.problems]
                result.refused(*(row_problem(problem, record) for problem in problems))
            else:
                written.append((position, record, outcome))
        told_of = {each.id for _, _, each in written if each.outcome is not UpsertOutcome.UNCHANGED}
        made = _made([upserted for _, _, upserted in written])
        priced = await self._set_prices(session, written, told_of, made)
        late, stocked = await self._set_stock(session, written, made)
        for _, record, upserted in written:
            besides = [name for name, ids in (("prices", priced), ("stock", stocked)) if upserted.id in ids]
            came_to = upserted.outcome
            if came_to is UpsertOutcome.UNCHANGED and besides:
                came_to = UpsertOutcome.UPDATED
            result.written(record, "product", record.draft.slug, came_to, (*upserted.changed, *besides))
        ids = [
            each.id for _, _, each in written if each.outcome is UpsertOutcome.CREATED or not self.is_last_round
        ]  # in the last round all others have been counted
        result.report.hidden_in_eu += await count_without_safety_data(session, ids)
        return late

    async def _outcomes(
        self, session: AsyncSession, products: Sequence[tuple[StatedProduct, ProductDraft]], result: BatchResult
    ) -> list[Upserted | Refusal | None]:
        """What became of each; None: it waits for the end of the file, where nothing of it is there yet."""
        checked = [record.checked for record, _ in products]
        drafts = [draft for _, draft in products]
        found = await write_products(session, drafts, now=self.ctx.now, checked=checked)
        outcomes: list[Upserted | Refusal | None] = [*found]
        if self.is_last_round:
            return outcomes
        shorter = {
            position: draft
            for position, ((record, whole), outcome) in enumerate(zip(products, found, strict=True))
            if isinstance(outcome, Refusal) and (draft := without_missing(record, whole, outcome))
        }
        written = await write_products(session, list(shorter.values()), now=self.ctx.now) if shorter else []
        for position, outcome in zip(shorter, written, strict=True):
            record = products[position][0]
            if isinstance(outcome, Upserted):
                outcomes[position] = outcome
                result.waiting.append(Waiting(record.line, record.data or b"", outcome.outcome, is_counted=True))
            elif lacks_only_values(outcome):
                outcomes[position] = None
                result.waiting.append(Waiting(record.line, record.data or b"", None, is_counted=False))
        return outcomes

    async def _set_prices(
        self,
        session: AsyncSession,
        written: Sequence[tuple[int, StatedProduct, Upserted]],
        told_of: Collection[UUID],
        made: Collection[UUID],
    ) -> set[UUID]:
        wanted = []
        for _, record, upserted in written:
            if record.prices is None:
                continue
            codes = record.price_lists if record.price_lists is not None else self.shop.price_lists
            wanted.append(
                PricesOfProduct(
                    upserted.id,
                    {self.shop.price_lists[code] for code in codes},
                    list(self._entries(record, record.prices, upserted.variant_ids)),
                    is_new=upserted.id in made,
                    is_whole=record.more_prices is not None,
                    keeps_compare_at=record.compare_at is None,
                )
            )
        return await set_prices_of_products(session, wanted, told_of=told_of) if wanted else set()

    def _entries(
        self, record: StatedProduct, prices: Mapping[str, Mapping[str, int]], variant_ids: Mapping[str, UUID]
    ) -> Iterator[PriceEntry]:
        lists = self.shop.price_lists
        compare_at = record.compare_at or {}
        for sku, amounts in prices.items():
            own = compare_at.get(sku)
            for code, amount in amounts.items():
                yield PriceEntry(lists[code], variant_ids[sku], amount, own.get(code) if own else None)
        for sku, more in (record.more_prices or {}).items():
            for code, each_more in more.items():
                yield from (PriceEntry(lists[code], variant_ids[sku], *each) for each in each_more)

    async def _set_stock(
        self, session: AsyncSession, written: Sequence[tuple[int, StatedProduct, Upserted]], made: Collection[UUID]
    ) -> tuple[dict[int, list[Problem]], set[UUID]]:
        """What is refused, by position, and the products whose pieces differ. What is reserved stays."""
        late: dict[int, list[Problem]] = {}
        counted: dict[tuple[UUID, UUID], int] = {}
        places: dict[tuple[UUID, UUID], tuple[int, str, UUID]] = {}
        new_variants = set[UUID]()
        for position, record, upserted in written:
            if upserted.id in made:
                new_variants.update(upserted.variant_ids.values())
            for sku, pieces in record.stock.items():
                for code, quantity in pieces.items():
                    warehouse_id = self.shop.warehouses.get(code)
                    if warehouse_id is None:
                        path = (*_variant_path(record, sku), "stock")
                        late.setdefault(position, []).append(Problem(RowErrorCode.NOT_FOUND, path, {"value": code}))
                        continue
                    pair = (warehouse_id, upserted.variant_ids[sku])
                    counted[pair] = quantity
                    places[pair] = (position, sku, upserted.id)
        if late or not counted:
            return late, set()
        came_to = await self._count(session, counted, new_variants)
        records = {position: record for position, record, _ in written}
        for pair, reserved in sorted(came_to.reserved.items()):
            position, sku, _ = places[pair]
            path = (*_variant_path(records[position], sku), "stock")
            facts: dict[str, object] = {"value": counted[pair], "reserved": reserved}
            late.setdefault(position, []).append(Problem(RowErrorCode.BELOW_RESERVED, path, facts))
        return late, {places[pair][2] for pair in came_to.changed}

    async def _count(
        self, session: AsyncSession, counted: Mapping[tuple[UUID, UUID], int], new_variants: Collection[UUID]
    ) -> Counted:
        """A dry run locks no stock: checkouts must not wait for it."""
        if self.is_dry_run:
            return await compare_on_hand(session, counted)
        return await set_on_hand(session, self.ctx.viewer, counted, REASON, new_variants=new_variants)


def _made(written: Sequence[Upserted]) -> set[UUID]:
    """The products that are new, and that no later draft of the batch changed again."""
    times = Counter(each.id for each in written)
    return {each.id for each in written if each.outcome is UpsertOutcome.CREATED and times[each.id] == 1}


def _variant_path(record: StatedProduct, sku: str) -> tuple[str, ...]:
    number = next(number for number, variant in enumerate(record.draft.variants) if variant.sku == sku)
    return ("variants", str(number))
