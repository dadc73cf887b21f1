"""Importing Shopify's product CSV: what goes in, what is refused, and that a second time changes nothing."""

import os
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import (
    CategoryDraft,
    ProductDraft,
    Texts,
    find_products,
    read_products,
    upsert_category,
    upsert_product,
)
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.exchange import (
    ExchangeErrorCode,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    RowProblem,
    run_import,
)
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SAMPLE = Path(__file__).parents[1] / "data" / "shopify" / "products.csv"
HEADER = "Handle,Title,Vendor,Variant SKU,Variant Inventory Qty,Variant Price"
OPTIONS = ImportOptions(warehouse_code="rotterdam")
TAKEN = "Another product already has a variant with the SKU “SHIRT-M”. Choose another one."
SAMPLES = os.environ.get("TRADEWIND_SAMPLES")

TABLES = (
    *("product", "product_translation", "product_option", "product_option_value", "product_variant"),
    *("variant_option_value", "product_media", "product_publication", "product_type", "brand", "category"),
    *("slug", "price", "stock", "outbox_event", "audit_entry"),
)


@pytest.fixture(autouse=True)
def shop_is_there(shop: Shop) -> None:
    assert shop.markets


async def run(
    ctx: RequestContext, *paths: Path, options: ImportOptions = OPTIONS
) -> tuple[ImportReport, list[RowProblem]]:
    problems: list[RowProblem] = []
    report = ImportReport()
    for path in paths:
        watch = ImportWatch(problem=problems.append)
        content = BytesIO(path.read_bytes())
        report += await run_import(ctx, content, ImportFormat.SHOPIFY, options, watch)
    return report, problems


def written(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "products.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


async def everything(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table that an import writes."""
    return {name: await connection.fetch(f"SELECT * FROM {name} AS rows ORDER BY rows::text") for name in TABLES}  # noqa: S608 - our own names


async def variants(connection: Connection, handle: str) -> list[tuple[Any, ...]]:
    """SKU, price in minor units by list, pieces in Rotterdam, of each variant."""
    rows = await connection.fetch(
        """
        SELECT variant.sku, jsonb_object_agg(list.code, price.amount)::text AS prices, max(stock.on_hand) AS pieces
        FROM product JOIN product_variant AS variant ON variant.product_id = product.id
        JOIN price ON price.variant_id = variant.id JOIN price_list AS list ON list.id = price.price_list_id
        LEFT JOIN (stock JOIN warehouse ON warehouse.id = stock.warehouse_id AND warehouse.code = 'rotterdam')
          ON stock.variant_id = variant.id
        WHERE product.external_id = $1 GROUP BY variant.id ORDER BY variant.position
        """,
        f"shopify:{handle}",
    )
    return [tuple(row) for row in rows]


async def test_products_go_in_and_a_second_time_changes_nothing(ctx: RequestContext, connection: Connection) -> None:
    report, problems = await run(ctx, SAMPLE)
    assert problems == []
    assert report == ImportReport(rows=6, created=3, hidden_in_eu=2)
    assert await variants(connection, "harbour-tee") == [
        ("harbour-tee:s/navy", '{"eu": 2490}', 4),
        ("TEE-M-NAVY", '{"eu": 2490}', None),
        ("harbour-tee:m/s-m-red", '{"eu": 2600}', None),
    ]
    product = await connection.fetchrow(
        "SELECT product.slug, product_type, tags, brand.name AS brand, publication.starts_at, words.name, "
        "words.description "
        "FROM product JOIN brand ON brand.id = brand_id "
        "JOIN product_publication AS publication ON publication.product_id = product.id "
        "JOIN product_translation AS words ON words.product_id = product.id AND words.language_tag = 'en' "
        "WHERE external_id = 'shopify:harbour-tee'"
    )
    assert product is not None
    assert tuple(product) == (
        "harbour-tee",
        "shirts",
        ["cotton", "summer"],
        "Möwe & Co",
        ctx.now,
        "Harbour Tee",
        '<p>Soft <b>cotton</b>, "pre-washed".</p>\n<p>Made to last.</p>',
    )
    media = await connection.fetch(
        "SELECT source, alts FROM product_media JOIN product ON product.id = product_id "
        "WHERE product.slug = 'harbour-tee' ORDER BY position"
    )
    assert [tuple(row) for row in media] == [
        ("https://cdn.example/tee-1.jpg", '{"en": "On a pier"}'),
        ("https://cdn.example/tee-2.jpg", '{"en": "From behind"}'),
        ("https://cdn.example/tee-3.jpg", "{}"),
    ]
    assert await connection.fetchval(
        "SELECT name FROM product_translation JOIN product ON product.id = product_id WHERE product.slug = 'sum-mug'"
    ) == "=SUM(A1:A9) mug"  # fmt: skip
    assert await connection.fetchval(
        "SELECT count(*) FROM product_publication JOIN product ON product.id = product_id "
        "WHERE product.slug = 'draft-lamp'"
    ) == 0  # fmt: skip

    before = await everything(connection)
    report, problems = await run(ctx, SAMPLE, SAMPLE)
    assert problems == []
    assert report == ImportReport(rows=12, unchanged=6, hidden_in_eu=4)
    assert await everything(connection) == before


async def test_what_changed_in_the_file_changes_in_the_shop(
    ctx: RequestContext, connection: Connection, tmp_path: Path
) -> None:
    await run(ctx, written(tmp_path, "cap,Cap,Hut,CAP,3,10"))
    for row, expected in (
        ("cap,Cap,Hut,CAP,3,12", [("CAP", '{"eu": 1200}', 3)]),
        ("cap,Cap,Hut,CAP,5,12", [("CAP", '{"eu": 1200}', 5)]),
        ("cap,Peaked cap,Hut,CAP,,12", [("CAP", '{"eu": 1200}', 5)]),
    ):
        report, problems = await run(ctx, written(tmp_path, row))
        assert (report.updated, report.unchanged, problems) == (1, 0, [])
        assert await variants(connection, "cap") == expected


async def product(ctx: RequestContext, external_id: str) -> ProductDraft:
    ids = await find_products(ctx.db, external_ids=[external_id])
    return (await read_products(ctx.db, [ids[external_id]]))[ids[external_id]].draft


async def test_what_the_file_does_not_say_is_kept(ctx: RequestContext, tmp_path: Path) -> None:
    path = written(tmp_path, "kept,Kept hat,Hut,KEPT,3,10")
    await run(ctx, path)
    async with ctx.transaction() as session:
        await upsert_category(session, CategoryDraft("hats", {"en": Texts("Hats")}))
    stored = await product(ctx, "shopify:kept")
    (variant,) = stored.variants
    more = replace(
        stored,
        translations={**stored.translations, "ja": Texts("帽子", slug="帽子")},
        variants=(replace(variant, hs_code="650500", origin_country_code="IT"),),
        category="hats",
    )
    async with ctx.transaction() as session:
        await upsert_product(session, more, ctx.now)
    await run(ctx, path)
    assert await product(ctx, "shopify:kept") == more
    await run(ctx, written(tmp_path, "kept,Hut,Hut,KEPT,3,10"), options=replace(OPTIONS, language_tag="de"))
    assert await product(ctx, "shopify:kept") == replace(more, translations={**more.translations, "de": Texts("Hut")})


async def test_prices_go_into_the_lists_of_their_currency(
    ctx: RequestContext, connection: Connection, tmp_path: Path
) -> None:
    path = written(tmp_path, "yen,Yen,,YEN,,1200")
    await run(ctx, path, options=replace(OPTIONS, currency_code="JPY"))
    await run(ctx, path, options=replace(OPTIONS, currency_code="USD"))
    assert await variants(connection, "yen") == [("YEN", '{"jp": 1200, "us": 120000}', None)]


async def test_a_dry_run_says_the_same_and_changes_nothing(
    ctx: RequestContext, connection: Connection, tmp_path: Path
) -> None:
    path = written(tmp_path, "dry,Dry,New brand,DRY,3,10", "dry-2,Dry,New brand,DRY,3,10", "dry-3,Dry,,D3,3,-1")
    before = await everything(connection)
    report, problems = await run(ctx, path, options=replace(OPTIONS, dry_run=True))
    assert await everything(connection) == before
    assert (report.created, report.failed) == (1, 2)
    again, same_problems = await run(ctx, path)
    assert (again, same_problems) == (report, problems)


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (
            ["good,Good,,GOOD,1,5", "bad,Bad,,BAD,1,-5"],
            ["3: Variant Price: “-5” is negative; it must be zero or more."],
        ),
        (
            ["good,Good,,GOOD,1,5", "bad,Bad,,GOOD,1,5"],
            ["3: Variant SKU: “GOOD” stands in line 2 already."],
        ),
        (
            ["bad,Bad,,SHIRT-M,1,5", "good,Good,,GOOD,1,5"],
            [f"2: Variant SKU: {TAKEN}"],
        ),
        (
            ["linen-shirt,Bad,,OWN,1,5", "good,Good,,GOOD,1,5"],
            ["2: Handle: The slug “linen-shirt” already leads to another one. Choose a different slug."],
        ),
        (
            ["good,Good,,GOOD,1,5", "other,Other,,OTHER,1,5", "good,Good,,G2,1,5"],
            ["4: Handle: “good” came before, in line 2: the rows of a product must follow each other."],
        ),
        (
            ["good,Good,,GOOD,1,5", ",,,LOST,1,5"],
            ["3: Handle: The field is empty; it needs a value."],
        ),
        (
            ["good,Good,,GOOD,1,5", 'bad,"Bad,,BAD,1,5'],
            ["3: A quote that is opened here is never closed: nothing after it was read."],
        ),
    ],
)  # fmt: skip
async def test_bad_rows_are_reported_and_the_good_products_go_in(
    ctx: RequestContext, connection: Connection, tmp_path: Path, rows: list[str], problems: list[str]
) -> None:
    await connection.execute("DELETE FROM product WHERE external_id IN ('shopify:good', 'shopify:other')")
    before = set(await connection.fetch("SELECT external_id, version FROM product"))
    report, found = await run(ctx, written(tmp_path, *rows))
    assert [str(problem) for problem in found] == problems
    assert report.problems == len(problems)
    assert await variants(connection, "good") == [("GOOD", '{"eu": 500}', 1)]
    after = set(await connection.fetch("SELECT external_id, version FROM product"))
    assert {row["external_id"] for row in after - before} <= {"shopify:good", "shopify:other"}


async def test_stock_below_what_is_reserved_is_refused_as_a_whole(
    ctx: RequestContext, connection: Connection, tmp_path: Path
) -> None:
    await run(ctx, written(tmp_path, "held,Held,,HELD,5,10"))
    await connection.execute(
        "UPDATE stock SET reserved = 4 WHERE variant_id = (SELECT id FROM product_variant WHERE sku = 'HELD')"
    )
    before = await everything(connection)
    report, (problem,) = await run(ctx, written(tmp_path, "held,Held and renamed,,HELD,3,11"))
    assert report.failed == 1
    assert str(problem) == "2: Variant Inventory Qty: 3 pieces are fewer than the 4 that are held for orders."
    assert await everything(connection) == before


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (ImportOptions(currency_code="CHF"), ExchangeErrorCode.UNKNOWN_CURRENCY),
        (ImportOptions(language_tag="tlh"), ExchangeErrorCode.UNKNOWN_LANGUAGE),
        (ImportOptions(warehouse_code="mars"), ExchangeErrorCode.UNKNOWN_WAREHOUSE),
        (ImportOptions(channels=("moon",)), ExchangeErrorCode.UNKNOWN_CHANNEL),
    ],
)
async def test_an_option_that_does_not_fit_is_refused(
    ctx: RequestContext, connection: Connection, options: ImportOptions, code: ExchangeErrorCode
) -> None:
    before = await everything(connection)
    with pytest.raises(Refusal) as refused:
        await run(ctx, SAMPLE, options=options)
    (told,) = refused.value.problems
    assert (told.code, told.path) == (code, ("options",))
    assert await everything(connection) == before


@pytest.mark.skipif(SAMPLES is None, reason="TRADEWIND_SAMPLES names no folder with Shopify's sample files")
@pytest.mark.parametrize(("name", "products"), [("apparel.csv", 20), ("home-and-garden.csv", 20)])
async def test_shopifys_own_samples_go_in_and_a_second_time_changes_nothing(
    ctx: RequestContext, connection: Connection, name: str, products: int
) -> None:
    path = Path(SAMPLES or "") / "shopify-csv" / name
    report, problems = await run(ctx, path)
    assert problems == []
    assert (report.created, report.things) == (products, products)
    before = await everything(connection)
    again, problems = await run(ctx, path)
    assert (again.unchanged, again.things, problems) == (products, products, [])
    assert await everything(connection) == before


async def test_what_prices_are_compared_with_is_the_files_where_it_has_the_column(
    ctx: RequestContext, connection: Connection, tmp_path: Path
) -> None:
    async def compared() -> dict[str, tuple[int, int | None]]:
        rows = await connection.fetch(
            "SELECT sku, amount, compare_at_amount FROM price JOIN product_variant variant ON variant.id = variant_id "
            "JOIN price_list list ON list.id = price_list_id WHERE sku LIKE 'CMP-%' AND list.code = 'eu'"
        )
        return {row["sku"]: (row["amount"], row["compare_at_amount"]) for row in rows}

    header = f"{HEADER},Variant Compare At Price"
    rows = ("cmp-a,A,V,CMP-A,1,20.00,25.00", "cmp-b,B,V,CMP-B,1,20.00,20.00", "cmp-c,C,V,CMP-C,1,20.00,0.00")
    assert (await run(ctx, written(tmp_path, *rows, header=header)))[1] == []
    assert await compared() == {"CMP-A": (2000, 2500), "CMP-B": (2000, None), "CMP-C": (2000, None)}

    await run(ctx, written(tmp_path, "cmp-a,A,V,CMP-A,1,22.00"))
    assert (await compared())["CMP-A"] == (2200, 2500), "the file says nothing of it"
    await run(ctx, written(tmp_path, "cmp-a,A,V,CMP-A,1,26.00"))
    assert (await compared())["CMP-A"] == (2600, None), "it is not above the price any more"

    _, problems = await run(ctx, written(tmp_path, 'cmp-a,A,V,CMP-A,1,20.00,"25,00"', header=header))
    assert [(each.line, each.field, each.code) for each in problems] == [
        (2, "Variant Compare At Price", "NOT_A_NUMBER")
    ]
    await run(ctx, written(tmp_path, rows[0], header=header))
    await run(ctx, written(tmp_path, "cmp-a,A,V,CMP-A,1,20.00,", header=header))
    assert (await compared())["CMP-A"] == (2000, None)
