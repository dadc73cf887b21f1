"""What goes out as files, and that it comes in again as it was."""

import csv
import gzip
import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any, TypeAlias
from xml.etree import ElementTree  # of what we have written ourselves

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.catalog import ProductDraft, Texts
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.exchange import (
    ExchangeErrorCode,
    ExportFormat,
    ExportOptions,
    ExportReport,
    ExportWatch,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    RowProblem,
    run_export,
    run_import,
)
from app.exchange.formats.jsonl import VariantPrices, encode_header, encode_product
from app.exchange.formats.jsonl.lines import MorePriceLine
from app.pricing import PriceBookCache, SaleKind, create_sale
from tests.support.shop import Shop
from tests.support.whole_catalog import MUG, PRICES, SET, STOCK, empty, product_line, whole_file

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture(autouse=True)
async def filled(shop: Shop, ctx: RequestContext, connection: Connection) -> None:
    """The shop sells what the file says and nothing else."""
    assert shop.markets
    await empty(connection)
    report, problems = await imported(ctx, whole_file())
    assert problems == []
    assert report.created == 11


async def imported(
    ctx: RequestContext, content: bytes, kind: ImportFormat = ImportFormat.JSONL
) -> tuple[ImportReport, list[RowProblem]]:
    problems: list[RowProblem] = []
    report = await run_import(ctx, BytesIO(content), kind, ImportOptions(), ImportWatch(problem=problems.append))
    return report, problems


async def exported(ctx: RequestContext, kind: ExportFormat, **options: Any) -> bytes:
    target = BytesIO()
    await run_export(ctx, target, kind, ExportOptions(**options), ExportWatch())
    return target.getvalue()


def table(content: bytes, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode()), delimiter=separator))


async def test_a_catalog_goes_out_as_it_came_in_byte_for_byte(ctx: RequestContext, connection: Connection) -> None:
    content = await exported(ctx, ExportFormat.JSONL)
    assert content.decode().splitlines() == whole_file().decode().splitlines()
    await empty(connection)
    assert (await imported(ctx, content))[0].created == 11
    assert await exported(ctx, ExportFormat.JSONL) == content
    again, problems = await imported(ctx, content)
    assert (again, problems) == (ImportReport(rows=11, unchanged=11), [])


EARLY, LATE = "2026-11-27T00:00:00Z", "2026-11-30T00:00:00.000001Z"
MORE = VariantPrices(
    {"eu": "9.50", "jp": "1500"},
    {"eu": "12.00"},
    {
        "eu": [
            MorePriceLine(amount="7.50", compare_at="9.50", starts_at=EARLY, ends_at=LATE),
            MorePriceLine(amount="8.50", min_quantity=10),
            MorePriceLine(amount="8.00", min_quantity=10, starts_at=LATE),
        ],
        "jp": [MorePriceLine(amount="1400", min_quantity=100)],
    },
)


def with_more(draft: ProductDraft, prices: VariantPrices) -> bytes:
    """The line of a product, of which the first variant has these prices."""
    first = draft.variants[0].sku
    return encode_product(
        draft, lambda sku: prices if sku == first else VariantPrices(PRICES[sku]), lambda sku: STOCK.get(sku, {})
    )


async def test_every_price_goes_out_as_it_came_in(ctx: RequestContext, connection: Connection) -> None:
    content = whole_file().replace(product_line(MUG), with_more(MUG, MORE))
    assert (await imported(ctx, content))[1] == []
    assert await exported(ctx, ExportFormat.JSONL) == content
    rows = await exported(ctx, ExportFormat.PRICES)
    assert rows.decode().splitlines()[1:7] == [
        "MUG-S,eu,9.50,1,12.00,,",
        f"MUG-S,eu,7.50,1,9.50,{EARLY},{LATE}",
        "MUG-S,eu,8.50,10,,,",
        f"MUG-S,eu,8.00,10,,{LATE},",
        "MUG-S,jp,1500,1,,,",
        "MUG-S,jp,1400,100,,,",
    ]
    assert (await imported(ctx, rows, ImportFormat.PRICES))[0].unchanged == len(rows.splitlines()) - 1
    silent, _ = await imported(ctx, encode_header() + product_line(MUG))
    assert silent.unchanged == 1, "a file of plain prices leaves the others"
    await empty(connection)
    assert (await imported(ctx, content))[0].created == 11
    assert await exported(ctx, ExportFormat.JSONL) == content


AMOUNTS = st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


@st.composite
def price_lines(draw: st.DrawFn) -> VariantPrices:
    """Prices of a variant: perhaps plain and compared with more, tiers, and times that do not overlap."""
    plain = draw(st.dictionaries(st.sampled_from(["eu", "us"]), AMOUNTS))
    compared = {code: f"{int(amount[:-3]) + 1}.00" for code, amount in plain.items() if draw(st.booleans())}
    tiers = sorted(draw(st.sets(st.integers(2, 1_000_000), max_size=3)))
    days = sorted(draw(st.sets(st.integers(1, 28), max_size=4)))
    dated = [
        MorePriceLine(
            amount=draw(AMOUNTS),
            starts_at=f"2027-02-{start:02}T00:00:00Z",
            ends_at=f"2027-02-{end:02}T00:00:00Z" if end else None,
        )
        for start, end in zip_longest(days, days[1:])
    ]
    more = [*dated, *(MorePriceLine(amount=draw(AMOUNTS), min_quantity=each) for each in tiers)]
    return VariantPrices(plain, compared, {"uk": more} if more else {})


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(prices=price_lines())
async def test_whatever_it_costs_comes_back_as_the_same_bytes(
    ctx: RequestContext, connection: Connection, prices: VariantPrices
) -> None:
    await empty(connection)
    content = whole_file().replace(product_line(MUG), with_more(MUG, prices))
    _, problems = await imported(ctx, content)
    assert problems == []
    assert await exported(ctx, ExportFormat.JSONL) == content


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=30)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    names=st.dictionaries(st.sampled_from(["en", "de", "ar", "ja"]), TEXT, min_size=1), tags=st.lists(TEXT), note=TEXT
)
async def test_whatever_is_stored_comes_back_as_the_same_bytes(
    ctx: RequestContext, connection: Connection, names: dict[str, str], tags: list[str], note: str
) -> None:
    odd = replace(
        MUG,
        translations={tag: Texts(name) for tag, name in names.items()},
        tags=tuple(tags),
        metadata={"note": note},
        private_metadata={note: [note, None, 1, True]},
    )
    await empty(connection)
    _, problems = await imported(ctx, whole_file(odd, SET))
    assert problems == []
    content = await exported(ctx, ExportFormat.JSONL)
    await empty(connection)
    await imported(ctx, content)
    assert await exported(ctx, ExportFormat.JSONL) == content


async def test_a_compressed_export_is_the_same_unfolded_and_can_be_read(ctx: RequestContext) -> None:
    plain = await exported(ctx, ExportFormat.JSONL)
    packed = await exported(ctx, ExportFormat.JSONL, compressed=True)
    assert gzip.decompress(packed) == plain
    assert packed == await exported(ctx, ExportFormat.JSONL, compressed=True)
    assert (await imported(ctx, packed))[0].unchanged == 11


async def test_figures_and_progress_of_an_export(ctx: RequestContext) -> None:
    told: list[tuple[int, int | None]] = []
    watch = ExportWatch(advance=lambda done, total: told.append((done, total)))
    report = await run_export(ctx, BytesIO(), ExportFormat.PRICES, ExportOptions(), watch)
    assert (report, told) == (ExportReport(rows=5, products=2), [(2, 2)])


async def test_prices_and_stock_are_tables(ctx: RequestContext) -> None:
    assert (await exported(ctx, ExportFormat.PRICES)).decode().splitlines() == [
        "sku,price_list,amount,min_quantity,compare_at,starts_at,ends_at",
        "MUG-S,eu,9.50,1,,,",
        "MUG-S,jp,1500,1,,,",
        "MUG-L,eu,12.00,1,,,",
        "SET,eu,25.00,1,,,",
        "SET,us,30.00,1,,,",
    ]
    assert (await exported(ctx, ExportFormat.STOCK)).decode().splitlines() == [
        "sku,warehouse,on_hand",
        "MUG-S,ohio,3",
        "MUG-S,rotterdam,12",
    ]


@pytest.mark.parametrize("name", ["PRICES", "STOCK", "TRANSLATIONS"])
async def test_a_table_that_goes_out_changes_nothing_when_it_comes_in(ctx: RequestContext, name: str) -> None:
    before = await exported(ctx, ExportFormat.JSONL)
    rows = await exported(ctx, ExportFormat(name))
    report, problems = await imported(ctx, rows, ImportFormat(name))
    assert problems == []
    assert (report.unchanged, report.rows) == (report.rows, len(table(rows)))
    assert await exported(ctx, ExportFormat.JSONL) == before


async def test_translations_show_the_source_and_what_is_missing(ctx: RequestContext) -> None:
    rows = table(await exported(ctx, ExportFormat.TRANSLATIONS, language_tag="de"))
    assert [tuple(row.values()) for row in rows if row["kind"] == "product" and row["key"] == "blue-mug"] == [
        ("product", "blue-mug", "de", "name", "'=Blue mug", "Blauer Becher"),
        ("product", "blue-mug", "de", "description", "<p>For tea.</p>", "<p>Für Tee &amp; Kaffee.</p>"),
        ("product", "blue-mug", "de", "slug", "", "blauer-becher"),
        ("product", "blue-mug", "de", "seo_title", "Mug", ""),
        ("product", "blue-mug", "de", "seo_description", "Buy it", ""),
        ("product", "blue-mug", "de", "warnings", "", "Heiß!"),
    ]
    assert {row["key"] for row in rows if not row["text"]} == {"home", "mugs", "gifts", "a-set", "blue-mug"}


async def test_shopifys_table_has_a_row_for_each_variant_and_picture(ctx: RequestContext) -> None:
    rows = table(await exported(ctx, ExportFormat.SHOPIFY, language_tag="en"))
    told = ("Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price", "Published", "Status")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("blue-mug", "'=Blue mug", "Size", "S", "MUG-S", "9.50", "true", "active"),
        ("blue-mug", "", "", "L", "MUG-L", "12.00", "", ""),
        ("a-set", "Set of two", "Title", "Default Title", "SET", "25.00", "false", "draft"),
    ]
    assert (rows[0]["Image Src"], rows[0]["Image Alt Text"]) == ("http://shop.test/media/mug-1.jpg", "A mug")
    assert (rows[0]["Vendor"], rows[0]["Type"], rows[0]["Tags"]) == ("Mølle", "Mugs", "gift, blue")
    assert rows[1]["Variant Barcode"] == "-12"


GOOGLE = "{http://base.google.com/ns/1.0}"


async def test_a_feed_shows_what_shoppers_of_a_market_see(ctx: RequestContext) -> None:
    content = await exported(
        ctx,
        ExportFormat.GOOGLE_XML,
        market_code="eu",
        language_tag="de",
        product_url="https://shop.example/{language}/p/{slug}",
    )
    items = ElementTree.fromstring(content).findall("./channel/item")  # noqa: S314 - our own
    small = {element.tag.removeprefix(GOOGLE): element.text for element in items[0]}
    assert [item.findtext(f"{GOOGLE}id") for item in items] == ["MUG-S", "MUG-L"]
    assert small == {
        "id": "MUG-S",
        "item_group_id": "blue-mug",
        "title": "Blauer Becher, S",
        "description": "Für Tee & Kaffee.",
        "link": "https://shop.example/de/p/blauer-becher?variant=MUG-S",
        "image_link": "http://shop.test/media/mug-2.jpg",
        "additional_image_link": "http://shop.test/media/mug-1.jpg",
        "availability": "in_stock",
        "quantity_to_sell_on_facebook": "15",
        "price": "9.50 EUR",
        "brand": "Mølle",
        "gtin": "4006381333931",
        "mpn": "M-1",
        "condition": "new",
        "product_type": "Home > Mugs",
        "size": "S",
        "shipping_weight": "280 g",
        "unit_pricing_measure": "250 ml",
        "unit_pricing_base_measure": "100 ml",
    }
    text = table(await exported(ctx, ExportFormat.GOOGLE_TSV, market_code="eu", language_tag="de"), "\t")
    assert [(row["id"], row["price"], row["availability"]) for row in text] == [
        ("MUG-S", "9.50 EUR", "in_stock"),
        ("MUG-L", "12.00 EUR", "out_of_stock"),
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (ExportOptions(language_tag="tlh"), ExchangeErrorCode.UNKNOWN_LANGUAGE),
        (ExportOptions(market_code="mars"), ExchangeErrorCode.UNKNOWN_MARKET),
        (ExportOptions(channel_code="moon"), ExchangeErrorCode.UNKNOWN_CHANNEL),
    ],
)
async def test_what_the_shop_does_not_have_is_refused_before_anything_is_written(
    ctx: RequestContext, options: ExportOptions, code: ExchangeErrorCode
) -> None:
    target = BytesIO()
    with pytest.raises(Refusal) as refused:
        await run_export(ctx, target, ExportFormat.GOOGLE_XML, options, ExportWatch())
    assert [problem.code for problem in refused.value.problems] == [code]
    assert target.getvalue() == b""


async def test_what_is_reduced_is_told_with_what_it_costs_otherwise(
    ctx: RequestContext, connection: Connection
) -> None:
    """A sale of a fifth over New Year, by the clock of the market, and a price that is compared with another one."""
    await connection.execute(
        "UPDATE price SET compare_at_amount = 1500 FROM product_variant variant, price_list list "
        "WHERE variant.id = variant_id AND sku = 'MUG-L' AND list.id = price_list_id AND list.code = 'eu'"
    )
    sale_id = await create_sale(
        ctx,
        code="fifth",
        change={
            "names": [("en", "A fifth")],
            "kind": SaleKind.PERCENT,
            "percent": Decimal(20),
            "market_codes": ["eu"],
            "starts_local": datetime(2026, 1, 1),  # noqa: DTZ001 - local
            "ends_local": datetime(2099, 1, 1),  # noqa: DTZ001 - local
        },
    )
    ctx.now = await connection.fetchval("SELECT clock_timestamp()")
    ctx.part(PriceBookCache).forget()
    rows = table(await exported(ctx, ExportFormat.GOOGLE_TSV, market_code="eu", language_tag="de"), "\t")
    told = ("id", "price", "sale_price", "sale_price_effective_date")
    dates = "2025-12-31T23:00:00Z/2098-12-31T23:00:00Z"
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("MUG-S", "9.50 EUR", "7.60 EUR", dates),
        ("MUG-L", "12.00 EUR", "9.60 EUR", dates),
    ]
    lines = [json.loads(line) for line in (await exported(ctx, ExportFormat.PARTNERS, market_code="eu")).splitlines()]
    assert [(each["price"]["amount"], each["compareAt"]["amount"]) for each in lines[0]["variants"]] == [
        ("7.60", "9.50"),
        ("9.60", "12.00"),
    ]
    shopify = await exported(ctx, ExportFormat.SHOPIFY, market_code="eu", language_tag="en")
    assert [(row["Variant Price"], row["Variant Compare At Price"]) for row in table(shopify)] == [
        ("9.50", ""),
        ("12.00", "15.00"),
        ("25.00", ""),
    ]
    await connection.execute("DELETE FROM sale WHERE id = $1", sale_id)
    ctx.now = await connection.fetchval("SELECT clock_timestamp()")
    ctx.part(PriceBookCache).forget()
    rows = table(await exported(ctx, ExportFormat.GOOGLE_TSV, market_code="eu", language_tag="de"), "\t")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("MUG-S", "9.50 EUR", "", ""),
        ("MUG-L", "15.00 EUR", "12.00 EUR", ""),
    ]
