"""Writers: what comes before the products, each page of them, and what comes after."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from app.catalog import (
    Texts,
    all_attributes,
    all_brands,
    all_categories,
    all_collections,
    all_operators,
    all_product_types,
    products_by_ids,
)
from app.core.context import RequestContext
from app.exchange.exporting.views import Outlook, audience, shown_prices
from app.exchange.formats.goods import Goods, major
from app.exchange.formats.google import FeedPrice, FeedView, XmlWriter, feed_items
from app.exchange.formats.jsonl import VariantPrices, encode_header, encode_line, encode_product, more_price_line
from app.exchange.formats.prices import PRICE_COLUMNS, price_rows
from app.exchange.formats.tables import (
    STOCK_COLUMNS,
    TRANSLATED_FIELDS,
    TRANSLATION_COLUMNS,
    TableWriter,
)
from app.exchange.importing.shop import ShopFacts
from app.pricing import PricedVariant, sale_begins, sale_ends

Part = tuple[bytes, int]
"""Bytes, and how many rows they are."""


class Writer(Protocol):
    """What one format makes of the shop."""

    def before(self) -> AsyncIterator[Part]:
        """The beginning of the file."""
        ...

    async def page(self, goods: Sequence[Goods]) -> Part:
        """Some products."""
        ...

    def after(self) -> AsyncIterator[Part]:
        """The end of the file."""
        ...


class JsonlWriter:
    """Everything, losslessly."""

    def __init__(self, ctx: RequestContext, shop: ShopFacts) -> None:
        self._ctx = ctx
        self._shop = shop

    async def before(self) -> AsyncIterator[Part]:
        yield encode_header(), 0
        database = self._ctx.db
        for drafts in (
            await all_operators(database),
            await all_attributes(database),
            await all_product_types(database),
            await all_brands(database),
            await all_categories(database),
        ):
            yield b"".join(encode_line(draft) for draft in drafts), len(drafts)

    async def page(self, goods: Sequence[Goods]) -> Part:
        return b"".join(self._line(each) for each in goods), len(goods)

    async def after(self) -> AsyncIterator[Part]:
        async for draft in all_collections(self._ctx.db):
            yield encode_line(draft), 1

    def _line(self, goods: Goods) -> bytes:
        currencies = self._shop.currencies

        def prices(sku: str) -> VariantPrices:
            return VariantPrices(
                {code: major(amount, currencies[code]) for code, amount in goods.prices[sku].items()},
                {code: major(amount, currencies[code]) for code, amount in goods.compare_at[sku].items()},
                {
                    code: [more_price_line(each, currencies[code]) for each in more]
                    for code, more in goods.more_prices[sku].items()
                },
            )

        def stock(sku: str) -> dict[str, int]:
            return {code: pieces for code, pieces in goods.stock[sku].items() if pieces}

        return encode_product(goods.draft, prices, stock)


class RowsWriter:
    """A table: a header, and rows of each product."""

    def __init__(self, columns: Sequence[str], rows: Callable[[Goods], Iterable[Mapping[str, str]]]) -> None:
        self._table = TableWriter(columns)
        self._rows = rows

    async def before(self) -> AsyncIterator[Part]:
        yield self._table.header(), 0

    async def page(self, goods: Sequence[Goods]) -> Part:
        lines = [self._table.row(row) for each in goods for row in self._rows(each)]
        return b"".join(lines), len(lines)

    async def after(self) -> AsyncIterator[Part]:
        return
        yield


def price_writer(shop: ShopFacts) -> RowsWriter:
    """What every variant costs."""

    return RowsWriter(PRICE_COLUMNS, lambda goods: price_rows(goods, shop.currencies))


def stock_writer() -> RowsWriter:
    """What stands in every warehouse."""

    def rows(goods: Goods) -> Iterator[dict[str, str]]:
        for sku, pieces in goods.stock.items():
            for code, on_hand in sorted(pieces.items()):
                yield {"sku": sku, "warehouse": code, "on_hand": str(on_hand)}

    return RowsWriter(STOCK_COLUMNS, rows)


class TranslationsWriter(RowsWriter):
    """Every text in every language, beside the one that it is translated from; what is not translated yet is empty."""

    def __init__(self, ctx: RequestContext, languages: Sequence[str]) -> None:
        super().__init__(TRANSLATION_COLUMNS, self._rows_of_product)
        self._ctx = ctx
        self._languages = languages

    async def before(self) -> AsyncIterator[Part]:
        yield self._table.header(), 0
        for category in await all_categories(self._ctx.db):
            yield self._part("category", category.slug, category.source_language_tag, category.translations)
        async for collection in all_collections(self._ctx.db):
            yield self._part("collection", collection.slug, collection.source_language_tag, collection.translations)

    def _part(self, kind: str, key: str, source_tag: str, translations: Mapping[str, Texts]) -> Part:
        rows = [self._table.row(row) for row in self._rows_of(kind, key, source_tag, translations)]
        return b"".join(rows), len(rows)

    def _rows_of_product(self, goods: Goods) -> Iterator[dict[str, str]]:
        draft = goods.draft
        return self._rows_of("product", draft.slug, draft.source_language_tag, draft.translations)

    def _rows_of(
        self, kind: str, key: str, source_tag: str, translations: Mapping[str, Texts]
    ) -> Iterator[dict[str, str]]:
        source = translations.get(source_tag, _NOTHING)
        for language in self._languages:
            if language == source_tag:
                continue
            words = translations.get(language, _NOTHING)
            for name in TRANSLATED_FIELDS:
                original, text = getattr(source, name) or "", getattr(words, name) or ""
                if original or text:
                    yield {
                        "kind": kind, "key": key, "language": language, "field": name, "source": original, "text": text
                    }  # fmt: skip


_NOTHING: Final = Texts("")


class FeedWriter:
    """What shoppers of a market see."""

    def __init__(
        self,
        ctx: RequestContext,
        seen: Outlook,
        view: FeedView,
        columns: Sequence[str] | None,
        title: str,
        time_zone: str,
    ) -> None:
        """`columns` are those of the text; None: XML. `time_zone`: the market's, in which sales begin and end."""
        self._ctx = ctx
        self._seen = seen
        self._view = view
        self._sale_dates = {
            sale.facts.id: (sale_begins(sale.facts, time_zone), sale_ends(sale.facts, time_zone))
            for sale in seen.tariff.sales
        }
        self._table = TableWriter(columns, separator="\t") if columns else None
        self._xml = XmlWriter(title, ctx.settings.public_url)

    async def before(self) -> AsyncIterator[Part]:
        yield self._table.header() if self._table else self._xml.header(), 0

    async def page(self, goods: Sequence[Goods]) -> Part:
        seen = audience(self._seen, self._ctx)
        rows = await products_by_ids(self._ctx.db, [each.id for each in goods], self._seen.language_chain, seen)
        public = {row.id for row in rows if row}
        shown = [each for each in goods if each.id in public]
        prices = await shown_prices(self._ctx, self._seen, shown)
        items = [item for each in shown for item in feed_items(each, self._prices(each, prices), self._view)]
        return b"".join(self._item(item) for item in items), len(items)

    async def after(self) -> AsyncIterator[Part]:
        if self._table is None:
            yield self._xml.footer(), 0

    def _prices(self, goods: Goods, prices: Mapping[UUID, PricedVariant]) -> dict[str, FeedPrice]:
        found = {}
        for sku, variant_id in goods.variant_ids.items():
            if variant_id in prices:
                price = prices[variant_id].price
                starts, ends = self._sale_dates.get(price.sale_id, (None, None)) if price.sale_id else (None, None)
                found[sku] = FeedPrice(price.displayed, price.compare_at, starts, ends)
        return found

    def _item(self, item: Mapping[str, Sequence[str]]) -> bytes:
        if self._table is None:
            return self._xml.item(item)
        cells = {
            name: ",".join(text.replace(",", "%2C") for text in texts) for name, texts in item.items() if len(texts) > 1
        }
        cells |= {name: " ".join(texts[0].split()) for name, texts in item.items() if len(texts) == 1}
        return self._table.row(cells)
