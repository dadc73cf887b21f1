"""Bringing in files of every format: what goes in, what is refused, restarts, dry runs."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import BrandDraft, Texts, UpsertOutcome, find_products, read_products
from app.core.context import RequestContext
from app.exchange import (
    Difference,
    ExportFormat,
    ExportOptions,
    ExportWatch,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    Progress,
    RowProblem,
    run_export,
    run_import,
)
from app.exchange.formats.jsonl import encode_header, encode_line
from app.exchange.importing import batches
from tests.support.shop import Shop
from tests.support.whole_catalog import MUG, SET, empty, product_line, whole_file

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


class Told:
    """What an import has told."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []
        self.differences: list[Difference] = []
        self.bytes = 0

    def watch(self, **more: Any) -> ImportWatch:
        return ImportWatch(
            problem=self.problems.append, difference=self.differences.append, advance=self._advance, **more
        )

    def _advance(self, read: int) -> None:
        self.bytes += read

    @property
    def lines(self) -> list[str]:
        return [str(problem) for problem in self.problems]


async def imported(
    ctx: RequestContext, content: bytes, kind: ImportFormat = ImportFormat.JSONL, **options: Any
) -> tuple[ImportReport, Told]:
    told = Told()
    return await run_import(ctx, BytesIO(content), kind, ImportOptions(**options), told.watch()), told


async def exported(ctx: RequestContext) -> bytes:
    target = BytesIO()
    await run_export(ctx, target, ExportFormat.JSONL, ExportOptions(), ExportWatch())
    return target.getvalue()


@pytest.fixture(autouse=True)
async def emptied(shop: Shop, connection: Connection) -> None:
    assert shop.markets
    await empty(connection)


@pytest.fixture
async def filled(ctx: RequestContext) -> bytes:
    """The shop sells what the file says; what it exports."""
    _, told = await imported(ctx, whole_file())
    assert told.lines == []
    return await exported(ctx)


async def test_everything_goes_in_and_a_second_time_changes_nothing(
    ctx: RequestContext, connection: Connection
) -> None:
    content = whole_file()
    report, told = await imported(ctx, content)
    assert (report, told.lines, told.bytes) == (ImportReport(rows=11, created=11), [], len(content))
    events = await connection.fetchval("SELECT count(*) FROM outbox_event")
    assert (await imported(ctx, content))[0] == ImportReport(rows=11, unchanged=11)
    assert await connection.fetchval("SELECT count(*) FROM outbox_event") == events


async def test_prices_and_stock_that_a_file_does_not_name_are_gone(ctx: RequestContext, filled: bytes) -> None:
    poorer = product_line(MUG).replace(b'"jp":"1500"', b'"us":"11.00"').replace(b'"ohio":3,', b"")
    report, told = await imported(ctx, encode_header() + poorer)
    assert report == ImportReport(rows=1, updated=1)
    assert told.differences == [Difference(2, "product", "blue-mug", UpsertOutcome.UPDATED, ("prices", "stock"))]
    assert poorer in await exported(ctx)
    silent, _ = await imported(ctx, encode_header() + encode_line(MUG))
    assert silent == ImportReport(rows=1, unchanged=1)
    assert poorer in await exported(ctx)
    assert poorer not in filled


@pytest.mark.parametrize("size", [1, 2, 500])
async def test_what_is_refused_leaves_the_rest(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(batches, "PRODUCTS", size)
    taken = replace(SET, slug="other-set", external_id="erp:other")  # its SKU is the set's
    lost = replace(SET, slug="lost", variants=(replace(SET.variants[0], sku="LOST", components=()),), brand="nobody")
    lines = whole_file().splitlines(keepends=True)
    report, told = await imported(
        ctx, b"".join([*lines[:-1], product_line(taken), b"{}\n", product_line(lost), lines[-1]])
    )
    assert report == ImportReport(rows=14, created=11, failed=3, problems=3)
    assert [(each.line, each.field, each.code) for each in told.problems] == [
        (12, "sku", "REPEATED"),
        (13, "", "NOT_OF_ITS_KIND"),
        (14, "brand", "REFERENCE_UNKNOWN"),
    ]
    assert await exported(ctx) == whole_file()


async def test_stock_that_is_held_refuses_its_own_product_only(
    ctx: RequestContext, connection: Connection, filled: bytes
) -> None:
    await connection.execute("UPDATE stock SET reserved = 10 WHERE on_hand = 12")
    fewer = product_line(replace(MUG, tags=("new",))).replace(b'"rotterdam":12', b'"rotterdam":9')
    other = product_line(replace(SET, tags=("new",)))
    report, told = await imported(ctx, encode_header() + fewer + other)
    assert report == ImportReport(rows=2, updated=1, failed=1, problems=1)
    assert told.lines == ["2: variants[0].stock: 9 pieces are fewer than the 10 that are held for orders."]
    assert await exported(ctx) == filled.replace(product_line(SET), other)


class Killed(Exception):  # noqa: N818 - it stands for the end of a process
    pass


@pytest.mark.parametrize("before", range(1, 7))
async def test_killed_in_the_middle_and_restarted_it_ends_the_same(
    ctx: RequestContext, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    monkeypatch.setattr(batches, "PRODUCTS", 2)
    content = whole_file().replace(b'{"record":"collection"', b'{"record":"nothing"}\n{"record":"collection"')
    kept = Progress()
    batches_done = 0

    async def checkpoint(session: AsyncSession, progress: Progress) -> None:
        nonlocal kept, batches_done
        assert session.in_transaction()
        if batches_done == before:
            raise Killed
        kept, batches_done = progress, batches_done + 1

    with pytest.raises(Killed):
        await run_import(ctx, BytesIO(content), ImportFormat.JSONL, ImportOptions(), ImportWatch(checkpoint=checkpoint))
    assert await exported(ctx) != whole_file()
    told = Told()
    report = await run_import(ctx, BytesIO(content), ImportFormat.JSONL, ImportOptions(), told.watch(), resume_at=kept)
    assert report == ImportReport(rows=12, created=11, failed=1, problems=1)
    assert await exported(ctx) == whole_file()


async def test_a_dry_run_says_what_would_differ_and_changes_nothing(
    ctx: RequestContext, connection: Connection, filled: bytes
) -> None:
    events = await connection.fetchval("SELECT count(*) FROM outbox_event")
    other = replace(MUG, tags=("new",), translations={"en": Texts("Mug")}, external_id="erp:mug")
    new = replace(SET, slug="new-set", variants=(replace(SET.variants[0], sku="NEW"),), brand="fresh")
    content = b"".join(
        [
            encode_header(),
            encode_line(BrandDraft("fresh", "Fresh")),
            product_line(other).replace(b'"rotterdam":12', b'"rotterdam":1'),
            product_line(SET),
            product_line(new),
        ]
    )
    report, told = await imported(ctx, content, dry_run=True)
    assert (report, told.lines) == (ImportReport(rows=4, created=2, updated=1, unchanged=1), [])
    assert [(each.line, each.kind, each.key, each.outcome, set(each.fields)) for each in told.differences] == [
        (2, "brand", "fresh", UpsertOutcome.CREATED, set()),
        (3, "product", "blue-mug", UpsertOutcome.UPDATED, {"translations", "tags", "stock"}),
        (5, "product", "new-set", UpsertOutcome.CREATED, set()),
    ]
    assert await exported(ctx) == filled
    assert await connection.fetchval("SELECT count(*) FROM outbox_event") == events


@pytest.mark.parametrize(
    ("kind", "content", "report", "problems", "change"),
    [
        (
            ImportFormat.PRICES,
            ("sku,price_list,amount\nMUG-S,eu,8.00\nMUG-S,jp,\nMUG-L,eu,12\nLOST,eu,1\nMUG-L,mars,1\nMUG-S,eu,7\n"
            "SET,eu,1.234\nMUG-L,us,'=1\n"),
            ImportReport(rows=8, updated=2, unchanged=1, failed=5, problems=5),
            [
                "5: sku: The shop has no “LOST”.",
                "6: price_list: The shop has no “mars”.",
                "7: “MUG-S eu” stands in line 2 already.",
                "8: amount: “1.234” has more decimals than EUR has.",
                "9: amount: “=1” is not a number. Write it like 1234.50.",
            ],
            lambda line: line.replace(b'{"eu":"9.50","jp":"1500"}', b'{"eu":"8.00"}'),
        ),
        (
            ImportFormat.STOCK,
            "sku,warehouse,on_hand\nMUG-S,ohio,0\nMUG-L,ohio,4\nMUG-S,rotterdam,12\nMUG-S,mars,1\nSET,ohio,-1\n",
            ImportReport(rows=5, updated=2, unchanged=1, failed=2, problems=2),
            ["5: warehouse: The shop has no “mars”.", "6: on_hand: “-1” is negative; it must be zero or more."],
            lambda line: line.replace(b'"stock":{"ohio":3,', b'"stock":{').replace(
                b'"12.00"},"stock":{}', b'"12.00"},"stock":{"ohio":4}'
            ),
        ),
        (
            ImportFormat.TRANSLATIONS,
            ("kind,key,language,field,source,text\nproduct,blue-mug,de,seo_title,Mug,Becher\n"
            "product,blue-mug,fr,name,,\nproduct,blue-mug,ja,slug,,マグ\nproduct,lost,de,name,,Weg\n"
            "product,blue-mug,tlh,name,,Hut\nthing,blue-mug,de,name,,Ding\n"),
            ImportReport(rows=6, updated=1, unchanged=1, failed=4, problems=4),
            [
                "4: name: The field is empty; it needs a value.",
                "5: key: The shop has no “lost”.",
                "6: language: The shop has no “tlh”.",
                "7: kind: “thing” is not possible here; write one of: product, category, collection.",
            ],
            lambda line: line.replace(b'"slug":"blauer-becher",', b'"slug":"blauer-becher","seo_title":"Becher",'),
        ),
    ],
)  # fmt: skip
async def test_a_table_sets_what_it_names_and_nothing_else(
    ctx: RequestContext,
    filled: bytes,
    kind: ImportFormat,
    content: str,
    report: ImportReport,
    problems: list[str],
    change: Callable[[bytes], bytes],
) -> None:
    trial, _ = await imported(ctx, content.encode(), kind, dry_run=True)
    assert (trial, await exported(ctx)) == (report, filled)
    found, told = await imported(ctx, content.encode(), kind)
    assert (found, told.lines) == (report, problems)
    assert await exported(ctx) == change(filled)


FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>CAP-R</g:id><g:item_group_id>cap</g:item_group_id><title>Sun cap</title>
<description>For &lt;b&gt;sun&lt;/b&gt;</description><g:price>15.00 EUR</g:price><g:sale_price>12.50 EUR</g:sale_price>
<g:color>Red</g:color><g:image_link>https://cdn.example/r.jpg</g:image_link><g:availability>in stock</g:availability>
<g:quantity_to_sell_on_facebook>7</g:quantity_to_sell_on_facebook><g:shipping_weight>0.25 kg</g:shipping_weight>
<g:brand>Sol</g:brand><g:gtin>4006381333931</g:gtin><g:mpn>C-1</g:mpn><g:product_type>Wear &gt; Caps</g:product_type>
</item>
<item><g:id>CAP-B</g:id><g:item_group_id>cap</g:item_group_id><title>Sun cap</title><g:price>16 EUR</g:price>
<g:color>Blue</g:color><g:availability>out_of_stock</g:availability></item>
<item><g:id>OIL</g:id><title>Oil</title><g:price>9,50 EUR</g:price></item>
<item><g:id>SOAP</g:id><title>Soap</title><g:price>3.00 USD</g:price>
<g:unit_pricing_measure>75g</g:unit_pricing_measure>
<g:unit_pricing_base_measure>1 kg</g:unit_pricing_base_measure></item>
</channel></rss>"""


async def test_a_feed_becomes_products_with_what_they_name(ctx: RequestContext, connection: Connection) -> None:
    report, told = await imported(ctx, FEED.encode(), ImportFormat.GOOGLE_XML, warehouse_code="rotterdam")
    assert report == ImportReport(rows=4, created=2, failed=1, problems=1, hidden_in_eu=2)
    assert told.lines == ["11: price: “9,50” is not a number. Write it like 1234.50."]
    ids = await find_products(ctx.db, external_ids=["google:cap", "google:SOAP"])
    stored = await read_products(ctx.db, list(ids.values()))
    cap, soap = stored[ids["google:cap"]].draft, stored[ids["google:SOAP"]].draft
    assert (cap.slug, cap.category, cap.brand, cap.product_type) == ("sun-cap-cap", "wear-caps", "sol", "other")
    assert cap.translations["en"].description == "For <b>sun</b>"
    assert [(each.sku, dict(each.choices), each.weight_grams, each.gtin) for each in cap.variants] == [
        ("CAP-R", {"color": "red"}, 250, "4006381333931"),
        ("CAP-B", {"color": "blue"}, None, None),
    ]
    assert (cap.variants[0].media, cap.variants[0].metadata) == (("https://cdn.example/r.jpg",), {"mpn": "C-1"})
    content = soap.variants[0].content
    assert content is not None
    assert (content.quantity, content.unit, content.reference) == (Decimal(75), "gram", Decimal(1000))
    prices = await connection.fetch(
        "SELECT sku, list.code, amount FROM price JOIN product_variant AS variant ON variant.id = variant_id "
        "JOIN price_list AS list ON list.id = price_list_id ORDER BY 1, 2"
    )
    assert [tuple(row) for row in prices] == [("CAP-B", "eu", 1600), ("CAP-R", "eu", 1250), ("SOAP", "us", 300)]
    assert await connection.fetchval("SELECT sum(on_hand) FROM stock WHERE on_hand > 0") == 7
    before = await exported(ctx)
    again, _ = await imported(ctx, FEED.encode(), ImportFormat.GOOGLE_XML, warehouse_code="rotterdam")
    assert (again.unchanged, again.failed) == (2, 1)
    assert await exported(ctx) == before


async def test_a_feed_as_text_says_the_same(ctx: RequestContext) -> None:
    rows = (
        "id\titem group id\ttitle\tprice\tcolor\tadditional image link\n"
        "CAP-R\tcap\tSun cap\t12.50 EUR\tRed\thttps://cdn.example/1.jpg,https://cdn.example/2.jpg\n"
        "CAP-B\tcap\tSun cap\t16 EUR\t\t\n"
        "OTHER\t\tOther\t1 EUR\t\t\n"
        "LATE\tcap\tSun cap\t1 EUR\tRed\t\n"
    )
    report, told = await imported(ctx, rows.encode(), ImportFormat.GOOGLE_TSV)
    assert told.lines == ["3: color: The field is empty; it needs a value."]
    assert (report.rows, report.created, report.failed) == (4, 2, 1)
