"""Files of what decides prices: what goes in by the checks of staff's mutations, comes out, and comes in again."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.exchange import (
    ExportFormat,
    ExportOptions,
    ExportWatch,
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    RowProblem,
    run_export,
    run_import,
)
from app.exchange.formats.settings import PRICE_LIST_COLUMNS
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@pytest.fixture(autouse=True)
async def as_it_was(shop: Shop, connection: Connection) -> Any:
    """What these files wrote is gone after each test."""
    assert shop.markets
    yield
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(
        "DELETE FROM price_list WHERE code LIKE 'new%'; DELETE FROM tax_rate WHERE origin = 'STAFF'"
    )
    for table in ("sale", "rounding_rule", "pricing_past", "price_past", "exchange_rate", "effective_rate"):
        await connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    await connection.execute("DELETE FROM currency_pair; SET session_replication_role = DEFAULT")


async def imported(
    ctx: RequestContext, kind: ImportFormat, *rows: str, dry_run: bool = False
) -> tuple[ImportReport, list[tuple[int, str, str]]]:
    """The report, and line, field and code of each problem."""
    problems: list[RowProblem] = []
    content = "".join(f"{row}\n" for row in rows).encode()
    watch = ImportWatch(problem=problems.append)
    report = await run_import(ctx, BytesIO(content), kind, ImportOptions(dry_run=dry_run), watch)
    return report, [(each.line, each.field, each.code) for each in problems]


async def exported(ctx: RequestContext, kind: ExportFormat) -> str:
    target = BytesIO()
    await run_export(ctx, target, kind, ExportOptions(), ExportWatch())
    return target.getvalue().decode()


def rows_of(content: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(StringIO(content))


LISTS = (
    ",".join((*PRICE_LIST_COLUMNS, "name_de", "name_en")),
    "new-retail,EUR,true,DE,eu;uk,default,DE;fr,,2026-11-27T00:00:00+01:00,,3,true,Handel,Retail",
    "new-plain,JPY,false,,,,,,,,,,,",
)
SALES = (
    "code,kind,percent,amounts,products,brands,excluded_categories,starts_at,ends_at,paused,name_en",
    "new-black-friday,percent,20,,stoneware-mug,nordlicht,,2026-11-27T00:00,2026-11-28T00:00,false,Black Friday",
    'new-euros,amount,,"EUR 5;GBP 4;USD 6;CNY 40;JPY 700;AED 20",,,,,,true,"Five, off"',
)
ROUNDING = (
    "currency,market,from,step,ending,mode",
    "JPY,,0,10,0,NEAREST",
    "JPY,,1000,100,90,UP",
    "USD,us,0,1,0.99,nearest",
)
TAXES = (
    "country,region,tax_class,component,rate,valid_from,valid_to,source,confidence",
    "TV,,standard,VAT,0.18,2026-01-01,2026-07-01,Law 1,PUBLISHED",
    "TV,,standard,VAT,0.19,2026-07-01,,Law 2,APPROXIMATE",
)
RATES = ("base,quote,rate,holds_until,note", "EUR,SEK,11.25,2099-01-01T00:00:00Z,Treasury", "EUR,NOK,11.5,,")


@pytest.mark.parametrize(
    ("kind", "rows", "count"),
    [
        ("PRICE_LISTS", LISTS, 2),
        ("SALES", SALES, 2),
        ("ROUNDING_RULES", ROUNDING, 2),
        ("TAX_RATES", TAXES, 2),
        ("EXCHANGE_RATES", RATES, 2),
    ],
)
async def test_what_goes_in_comes_out_and_again_changes_nothing(
    ctx: RequestContext, connection: Connection, kind: str, rows: tuple[str, ...], count: int
) -> None:
    before = await exported(ctx, ExportFormat(kind))
    tried, problems = await imported(ctx, ImportFormat(kind), *rows, dry_run=True)
    assert (tried.created, problems) == (count, [])
    assert await exported(ctx, ExportFormat(kind)) == before

    report, problems = await imported(ctx, ImportFormat(kind), *rows)
    assert (report, problems) == (ImportReport(rows=len(rows) - 1, created=count), [])
    audited = await connection.fetchval("SELECT count(*) FROM audit_entry")
    again, problems = await imported(ctx, ImportFormat(kind), *rows)
    assert (again, problems) == (ImportReport(rows=len(rows) - 1, unchanged=count), [])
    content = await exported(ctx, ExportFormat(kind))
    assert content != before
    round_trip, problems = await imported(ctx, ImportFormat(kind), *content.splitlines())
    assert (round_trip.updated, round_trip.created, problems) == (0, 0, [])
    assert await exported(ctx, ExportFormat(kind)) == content
    assert await connection.fetchval("SELECT count(*) FROM audit_entry") == audited


async def test_price_lists_as_they_are_written(ctx: RequestContext) -> None:
    await imported(ctx, ImportFormat.PRICE_LISTS, *LISTS)
    rows = {row["code"]: row for row in rows_of(await exported(ctx, ExportFormat.PRICE_LISTS))}
    assert rows["new-retail"] == {
        "code": "new-retail", "currency": "EUR", "tax_included": "true", "tax_country": "DE", "markets": "eu;uk",
        "channels": "default", "countries": "DE;FR", "customer_groups": "", "starts_at": "2026-11-26T23:00:00Z",
        "ends_at": "", "priority": "3", "active": "true", "name_de": "Handel", "name_en": "Retail",
    }  # fmt: skip
    report, _ = await imported(ctx, ImportFormat.PRICE_LISTS, "code,currency,tax_included", "new-retail,EUR,true")
    assert report.unchanged == 1, "columns that are left out say nothing"


async def test_sales_as_they_are_written(ctx: RequestContext) -> None:
    await imported(ctx, ImportFormat.SALES, *SALES)
    friday, euros = rows_of(await exported(ctx, ExportFormat.SALES))
    assert {name: text for name, text in friday.items() if text} == {
        "code": "new-black-friday", "kind": "PERCENT", "percent": "20", "products": "stoneware-mug",
        "brands": "nordlicht", "starts_at": "2026-11-27T00:00:00", "ends_at": "2026-11-28T00:00:00", "paused": "false",
        "name_en": "Black Friday",
    }  # fmt: skip
    assert euros["amounts"] == "AED 20.00;CNY 40.00;EUR 5.00;GBP 4.00;JPY 700;USD 6.00"
    assert (euros["name_en"], euros["paused"]) == ("Five, off", "true")


@pytest.mark.parametrize(
    ("kind", "rows", "expected"),
    [
        ("PRICE_LISTS", (LISTS[0], "new-a,EUR,perhaps,,,,,,,,,,,"), (2, "tax_included", "NOT_ONE_OF")),
        ("PRICE_LISTS", (LISTS[0], "new-a,EURO,true,,,,,,,,,,,"), (2, "currency", "UNKNOWN_CURRENCY")),
        ("PRICE_LISTS", (LISTS[0], "new-a,EUR,true,,mars,,,,,,,,,"), (2, "markets", "MARKET_NOT_FOUND")),
        ("PRICE_LISTS", (LISTS[0], "new-a,EUR,true,,,,,,2026-11-27T00:00,,,,,"), (2, "starts_at", "NO_TIME_ZONE")),
        ("PRICE_LISTS", (LISTS[0], "new-a,EUR,false,DE,,,,,,,,,,"), (2, "tax_country", "TAX_NOT_INCLUDED")),
        ("PRICE_LISTS", (LISTS[0], "New A,EUR,true,,,,,,,,,,,"), (2, "code", "INVALID_CODE")),
        ("SALES", (SALES[0], "new-a,half,50,,,,,,,,"), (2, "kind", "NOT_ONE_OF")),
        ("SALES", (SALES[0], 'new-a,percent,"12,5",,,,,,,,'), (2, "percent", "NOT_A_NUMBER")),
        ("SALES", (SALES[0], "new-a,percent,100,,,,,,,,"), (2, "percent", "PERCENT_OUT_OF_RANGE")),
        ("SALES", (SALES[0], "new-a,amount,,EUR 5,,,,,,,"), (2, "amounts", "AMOUNT_MISSING")),
        ("SALES", (SALES[0], "new-a,percent,5,,stoneware-mug;cup,,,,,,"), (2, "products", "NOT_FOUND")),
        ("SALES", (SALES[0], "new-a,percent,5,,,,,2026-11-27T00:00Z,,,"), (2, "starts_at", "NOT_LOCAL")),
        ("SALES", (SALES[0], "new-a,percent,5,,,,,2026-11-28,2026-11-27,,"), (2, "ends_at", "ENDS_BEFORE_START")),
        ("ROUNDING_RULES", (ROUNDING[0], "JPY,,0,0,0,NEAREST"), (2, "from", "INVALID_ROUNDING")),
        ("ROUNDING_RULES", (ROUNDING[0], "JPY,,0,0.5,0,NEAREST"), (2, "step", "AMOUNT_TOO_FINE")),
        ("ROUNDING_RULES", (ROUNDING[0], "JPY,mars,0,10,0,NEAREST"), (2, "market", "MARKET_NOT_FOUND")),
        ("ROUNDING_RULES", (ROUNDING[0], "JPY,,0,10,0,UP", "JPY,,x,10,0,UP"), (3, "from", "NOT_A_NUMBER")),
        ("TAX_RATES", (TAXES[0], "TV,,standard,VAT,19,2026-01-01,,Law,PUBLISHED"), (2, "rate", "INVALID_RATE")),
        ("TAX_RATES", (TAXES[0], "QQ,,standard,VAT,0.1,2026-01-01,,Law,"), (2, "country", "UNKNOWN_COUNTRY")),
        ("TAX_RATES", (TAXES[0], "TV,,standard,VAT,0.1,tomorrow,,Law,"), (2, "valid_from", "NOT_A_DAY")),
        ("EXCHANGE_RATES", (RATES[0], "EUR,SEK,0,,"), (2, "rate", "RATE_NOT_POSITIVE")),
        ("EXCHANGE_RATES", (RATES[0], "EUR,EUR,1,,"), (2, "quote", "SAME_CURRENCY")),
        ("EXCHANGE_RATES", (RATES[0], 'EUR,SEK,"11,25",,'), (2, "rate", "NOT_A_NUMBER")),
        ("EXCHANGE_RATES", (RATES[0], "EUR,SEK,11,2020-01-01T00:00Z,"), (2, "holds_until", "ENDS_BEFORE_START")),
    ],
)
async def test_what_is_wrong_is_told_by_line_and_changes_nothing(
    ctx: RequestContext, kind: str, rows: tuple[str, ...], expected: tuple[int, str, str]
) -> None:
    before = await exported(ctx, ExportFormat(kind))
    report, problems = await imported(ctx, ImportFormat(kind), *rows)
    assert (report.failed, report.created, problems[0]) == (1, 0, expected)
    assert await exported(ctx, ExportFormat(kind)) == before


async def test_one_bad_row_leaves_the_others(ctx: RequestContext) -> None:
    report, problems = await imported(ctx, ImportFormat.SALES, *SALES, "new-bad,percent,0,,,,,,,,")
    assert (report.created, report.failed, problems) == (2, 1, [(4, "percent", "PERCENT_OUT_OF_RANGE")])


async def test_what_was_charged_before_is_told_once_and_overwrites_nothing(
    shop: Shop, ctx: RequestContext, connection: Connection
) -> None:
    sku = await connection.fetchval("SELECT sku FROM product_variant WHERE id = $1", shop.mug_variant)
    since = await connection.fetchval(
        "SELECT min(price.since) FROM price JOIN price_list AS list ON list.id = price_list_id "
        "WHERE variant_id = $1 AND list.code = 'eu'", shop.mug_variant
    )  # fmt: skip
    header = "sku,price_list,amount,from,until"
    rows = (
        header,
        f"{sku},eu,7.50,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z",
        f"{sku},eu,6.50,2026-02-01T00:00:00Z,{since.isoformat()}",
        f"{sku},eu,6.50,2026-03-01T00:00:00Z,2099-01-01T00:00:00Z",
        f"{sku},eu,6.50,2025-12-01T00:00:00Z,2026-01-02T00:00:00Z",
        f'{sku},eu,"6,50",2025-01-01T00:00:00Z,2025-01-02T00:00:00Z',
        "none,mars,6.50,2025-02-01T00:00:00Z,2025-02-02T00:00:00Z",
        f"{sku},eu,6.50,2025-03-02T00:00:00Z,2025-03-01T00:00:00Z",
    )
    report, problems = await imported(ctx, ImportFormat.PRICE_HISTORY, *rows)
    assert report == ImportReport(rows=7, created=2, failed=5, problems=6)
    assert problems == [
        (4, "until", "NOT_PAST"),
        (5, "until", "OVERLAPPING"),
        (6, "amount", "NOT_A_NUMBER"),
        (7, "sku", "NOT_FOUND"),
        (7, "price_list", "NOT_FOUND"),
        (8, "until", "ENDS_BEFORE_START"),
    ]
    later, problems = await imported(
        ctx, ImportFormat.PRICE_HISTORY, header, f"{sku},jp,650,2026-01-01T00:00:00Z,{ctx.now.isoformat()}"
    )
    assert (later.failed, problems) == (1, [(2, "until", "KNOWN_BETTER")])
    again, problems = await imported(ctx, ImportFormat.PRICE_HISTORY, *rows[:3])
    assert (again, problems) == (ImportReport(rows=2, unchanged=2), [])
    content = await exported(ctx, ExportFormat.PRICE_HISTORY)
    assert [(row["amount"], row["from"]) for row in rows_of(content)] == [
        ("7.50", "2026-01-01T00:00:00Z"),
        ("6.50", "2026-02-01T00:00:00Z"),
    ]
    assert (await imported(ctx, ImportFormat.PRICE_HISTORY, *content.splitlines()))[0].unchanged == 2
    reached = await connection.fetchval("SELECT min(since) FROM pricing_past WHERE kind = 'price_list'")
    assert reached.isoformat() == "2026-01-01T00:00:00+00:00"
