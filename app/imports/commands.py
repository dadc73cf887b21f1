"""Use case: bring the products of files into the shop."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.core.context import RequestContext
from app.imports.csv_rows import BadRow, Row, RowReader
from app.imports.drafts import ENGLISH
from app.imports.report import ImportRefusedError, ImportReport, RowProblem
from app.imports.shopify import REQUIRED_COLUMNS, Complaint, Group, ShopifyProduct, groups, read_product
from app.imports.writing import ComplaintsError, ProductWriter, Target
from app.inventory import load_warehouses
from app.markets import AtlasCache
from app.pricing import load_price_lists


@dataclass(frozen=True)
class ImportOptions:
    """What a file does not say of itself."""

    currency_code: str | None = None
    """Of its prices; None: the default market's. They go into the price list of every market with this currency."""
    language_tag: str = ENGLISH
    """Of its texts."""
    warehouse_code: str | None = None
    """Where its quantities stand; None: the first, by code."""
    dry_run: bool = False
    """Do everything, and take it back."""


@dataclass(frozen=True)
class ImportWatch:
    """Who is told how the import goes."""

    problem: Callable[[RowProblem], None]
    advance: Callable[[int], None]
    """Called with the bytes read since the last call."""


async def import_shopify(
    ctx: RequestContext, paths: Sequence[Path], options: ImportOptions, watch: ImportWatch
) -> ImportReport:
    """Read Shopify's product CSV files into the shop, and say what came of it.

    The file is the truth for what it has columns for: a product that it has is made to agree with it, and keeps its
    category, customs data and texts in other languages; a product that it does not have stays. Quantities are the
    pieces on hand. Raises `ImportRefusedError`, before anything is written, where a file or an option cannot be used.
    """
    target = await _target(ctx, options)
    report = ImportReport(files=len(paths))
    with ExitStack() as stack:
        readers = [(path, stack.enter_context(RowReader(path, REQUIRED_COLUMNS))) for path in paths]
        for path, reader in readers:
            await _FileImport(path, reader, ProductWriter(ctx, target), report, watch).run()
    return report


async def _target(ctx: RequestContext, options: ImportOptions) -> Target:
    atlas = await ctx.part(AtlasCache).get()
    currency_code = options.currency_code or atlas.default_market.currency_code
    price_lists = await load_price_lists(ctx.db)
    fitting = tuple(price_list.id for price_list in price_lists if price_list.currency_code == currency_code)
    if not fitting:
        known = ", ".join(sorted({price_list.currency_code for price_list in price_lists}))
        raise ImportRefusedError(f"No market sells in {currency_code}: name one of {known} as the currency.")
    if options.language_tag not in atlas.language_fallbacks:
        known = ", ".join(sorted(atlas.language_fallbacks))
        raise ImportRefusedError(
            f"The shop does not speak {options.language_tag}: name one of {known} as the language."
        )
    warehouses = {warehouse.code: warehouse.id for warehouse in await load_warehouses(ctx.db)}
    code = options.warehouse_code or next(iter(warehouses), "")
    if code not in warehouses:
        known = ", ".join(warehouses) or "none yet"
        raise ImportRefusedError(f"There is no warehouse {code!r} for the quantities; the shop has: {known}.")
    return Target(
        currency_code=currency_code,
        price_list_ids=fitting,
        language_tag=options.language_tag,
        warehouse_id=warehouses[code],
        reason="import of a Shopify product file",
        dry_run=options.dry_run,
    )


@dataclass
class _FileImport:
    """One file on its way into the shop."""

    path: Path
    reader: RowReader
    writer: ProductWriter
    report: ImportReport
    watch: ImportWatch
    lines_of_handles: dict[str, int] = field(default_factory=dict)
    lines_of_skus: dict[str, int] = field(default_factory=dict)
    """Of what went in, so that a SKU that comes twice is reported by both lines, in a dry run as well."""

    async def run(self) -> None:
        told = 0
        for group in groups(self._counted(self.reader)):
            if complaints := await self._complaints_about(group):
                self._report(group, complaints)
            self.watch.advance(self.reader.bytes_read - told)
            told = self.reader.bytes_read

    def _counted(self, rows: Iterable[Row | BadRow]) -> Iterator[Row | BadRow]:
        for row in rows:
            self.report.rows += 1
            yield row

    async def _complaints_about(self, group: Group) -> Sequence[Complaint]:
        """What is wrong with a product; where that is nothing, it is in the shop."""
        earlier = self.lines_of_handles.setdefault(group.handle, group.first_line) if group.handle else None
        if earlier not in (None, group.first_line):
            reason = f"{group.handle!r} came before, in line {earlier}: the rows of a product must follow each other"
            return [Complaint(group.first_line, "Handle", reason)]
        product = read_product(group, self.writer.target.currency_code)
        if not isinstance(product, ShopifyProduct):
            return product
        if repeated := self._repeated_skus(product):
            return repeated
        try:
            self.report.add(await self.writer.write(product))
        except ComplaintsError as error:
            return error.complaints
        self.lines_of_skus |= {variant.sku: variant.line for variant in product.variants}
        return ()

    def _repeated_skus(self, product: ShopifyProduct) -> list[Complaint]:
        return [
            Complaint(variant.line, "Variant SKU", f"{variant.sku!r} is that of line {line} already")
            for variant in product.variants
            if (line := self.lines_of_skus.get(variant.sku))
        ]

    def _report(self, group: Group, complaints: Sequence[Complaint]) -> None:
        if group.handle:
            self.report.failed += 1
        for complaint in complaints:
            self.report.problems += 1
            self.watch.problem(RowProblem(self.path.name, complaint.line, complaint.field, complaint.reason))
