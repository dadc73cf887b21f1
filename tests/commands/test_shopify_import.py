"""Importing Shopify's product CSV: what goes in, what is refused, and that a second time changes nothing."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import ProductDraft, Texts, VariantDraft, product_of_origin, upsert_category, upsert_product
from app.catalog.rules import CategoryDraft
from app.core.context import RequestContext
from app.imports import ImportOptions, ImportRefusedError, ImportReport, ImportWatch, RowProblem, import_shopify
from app.imports.drafts import NOTHING_KNOWN
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SAMPLE = Path(__file__).parents[1] / "data" / "shopify" / "products.csv"
HEADER = "Handle,Title,Vendor,Variant SKU,Variant Inventory Qty,Variant Price"
OPTIONS = ImportOptions(warehouse_code="rotterdam")
TAKEN = "Another product already has a variant with the SKU “SHIRT-M”. Choose another one."
SAMPLES = os.environ.get("TRADEWIND_SAMPLES")

TABLES = (
    *("product", "product_translation", "product_option", "product_option_value", "product_variant"),
    *("variant_option_value", "product_media", "brand", "price", "stock", "outbox_event", "audit_entry"),
)


@pytest.fixture(autouse=True)
def shop_is_there(shop: Shop) -> None:
    assert shop.markets


async def run(
    ctx: RequestContext, *paths: Path, options: ImportOptions = OPTIONS
) -> tuple[ImportReport, list[RowProblem]]:
    problems: list[RowProblem] = []
    watch = ImportWatch(problem=problems.append, advance=lambda _: None)
    return await import_shopify(ctx, paths, options, watch), problems


def written(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "products.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


async def everything(connection: Connection) -> dict[str, list[Any]]:
    """Every row of every table that an import writes."""
    return {name: await connection.fetch(f"SELECT * FROM {name} ORDER BY 1, 2") for name in TABLES}  # noqa: S608 - our own names


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
    assert report == ImportReport(files=1, rows=6, created=3)
    assert await variants(connection, "harbour-tee") == [
        ("harbour-tee:s/navy", '{"eu": 2490}', 4),
        ("TEE-M-NAVY", '{"eu": 2490}', None),
        ("harbour-tee:m/s-m-red", '{"eu": 2600}', None),
    ]
    product = await connection.fetchrow(
        "SELECT product.slug, product_type, tags, brand.name AS brand, published_at, words.name, words.description "
        "FROM product JOIN brand ON brand.id = brand_id "
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
        "SELECT source, alts FROM product_media JOIN product ON product.id = product_id WHERE slug = 'harbour-tee' "
        "ORDER BY position"
    )
    assert [tuple(row) for row in media] == [
        ("https://cdn.example/tee-1.jpg", '{"en": "On a pier"}'),
        ("https://cdn.example/tee-2.jpg", '{"en": "From behind"}'),
        ("https://cdn.example/tee-3.jpg", "{}"),
    ]
    assert await connection.fetchval(
        "SELECT name FROM product_translation JOIN product ON product.id = product_id WHERE slug = 'sum-mug'"
    ) == "=SUM(A1:A9) mug"  # fmt: skip
    assert await connection.fetchval("SELECT published_at FROM product WHERE slug = 'draft-lamp'") is None

    before = await everything(connection)
    report, problems = await run(ctx, SAMPLE, SAMPLE)
    assert problems == []
    assert report == ImportReport(files=2, rows=12, unchanged=6)
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


async def test_what_the_file_does_not_say_is_kept(ctx: RequestContext, tmp_path: Path) -> None:
    path = written(tmp_path, "kept,Kept hat,Hut,KEPT,3,10")
    await run(ctx, path)
    async with ctx.transaction() as session:
        category = await upsert_category(session, CategoryDraft("hats", {"en": Texts("Hats")}))
        await upsert_product(
            session,
            ProductDraft(
                slug="kept",
                product_type="other",
                translations={"en": Texts("Kept hat"), "ja": Texts("帽子")},
                variants=(VariantDraft(sku="KEPT", hs_code="650500", origin_country_code="IT"),),
                category_id=category.id,
                external_id="shopify:kept",
                published_at=ctx.now,
            ),
        )
    await run(ctx, path)
    await run(ctx, written(tmp_path, "kept,Hut,Hut,KEPT,3,10"), options=replace(OPTIONS, language_tag="de"))
    known = await product_of_origin(ctx.db, "shopify:kept")
    assert known is not None
    assert known.category_id == category.id
    assert {tag: texts.name for tag, texts in known.translations.items()} == {
        "en": "Kept hat",
        "ja": "帽子",
        "de": "Hut",
    }
    assert tuple(known.customs["KEPT"]) == ("650500", "IT")
    assert NOTHING_KNOWN.customs == {}


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
            ["products.csv:3: Variant Price: '-5' is negative"],
        ),
        (
            ["good,Good,,GOOD,1,5", "bad,Bad,,GOOD,1,5"],
            ["products.csv:3: Variant SKU: 'GOOD' is that of line 2 already"],
        ),
        (
            ["bad,Bad,,SHIRT-M,1,5", "good,Good,,GOOD,1,5"],
            [f"products.csv:2: Variant SKU: {TAKEN}"],
        ),
        (
            ["linen-shirt,Bad,,OWN,1,5", "good,Good,,GOOD,1,5"],
            ["products.csv:2: Handle: Another product already has the slug “linen-shirt”. Choose another one."],
        ),
        (
            ["good,Good,,GOOD,1,5", "other,Other,,OTHER,1,5", "good,Good,,G2,1,5"],
            ["products.csv:4: Handle: 'good' came before, in line 2: the rows of a product must follow each other"],
        ),
        (
            ["good,Good,,GOOD,1,5", ",,,LOST,1,5"],
            ["products.csv:3: Handle: is missing: whose row is this?"],
        ),
        (
            ["good,Good,,GOOD,1,5", 'bad,"Bad,,BAD,1,5'],
            ["products.csv:3: a quote that is opened here is never closed: nothing after it was read"],
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
    assert str(problem) == "products.csv:2: Variant Inventory Qty: 3 pieces are fewer than are held for orders"
    assert await everything(connection) == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ImportOptions(currency_code="CHF"),
            "No market sells in CHF: name one of AED, CNY, EUR, GBP, JPY, USD as the currency.",
        ),
        (
            ImportOptions(language_tag="tlh"),
            "The shop does not speak tlh: name one of ",
        ),
        (
            ImportOptions(warehouse_code="mars"),
            "There is no warehouse 'mars' for the quantities; the shop has: ohio, rotterdam, shenzhen.",
        ),
    ],
)
async def test_an_option_that_does_not_fit_is_refused(
    ctx: RequestContext, options: ImportOptions, message: str
) -> None:
    with pytest.raises(ImportRefusedError) as refused:
        await run(ctx, SAMPLE, options=options)
    assert str(refused.value).startswith(message)


async def test_nothing_is_written_where_one_of_the_files_is_unusable(
    ctx: RequestContext, connection: Connection, tmp_path: Path
) -> None:
    good, bad = written(tmp_path, "never,Never,,NEVER,1,5"), tmp_path / "bad.csv"
    bad.write_text("Name,Price\n")
    with pytest.raises(ImportRefusedError, match="lacks the columns"):
        await run(ctx, good, bad)
    assert await connection.fetchval("SELECT count(*) FROM product WHERE external_id = 'shopify:never'") == 0


@pytest.mark.skipif(SAMPLES is None, reason="TRADEWIND_SAMPLES names no folder with Shopify's sample files")
@pytest.mark.parametrize(("name", "products"), [("apparel.csv", 20), ("home-and-garden.csv", 20)])
async def test_shopifys_own_samples_go_in_and_a_second_time_changes_nothing(
    ctx: RequestContext, connection: Connection, name: str, products: int
) -> None:
    path = Path(SAMPLES or "") / "shopify-csv" / name
    report, problems = await run(ctx, path)
    assert problems == []
    assert (report.created, report.products) == (products, products)
    before = await everything(connection)
    again, problems = await run(ctx, path)
    assert (again.unchanged, again.products, problems) == (products, products, [])
    assert await everything(connection) == before
