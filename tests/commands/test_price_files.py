"""Files of prices: tiers, comparisons and times; each row goes in, or is refused by line, field and reason."""

from io import BytesIO
from typing import Any, TypeAlias

import asyncpg
import pytest

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
    RowProblem,
    run_export,
    run_import,
)
from app.exchange.importing import batches
from tests.support.shop import Shop
from tests.support.whole_catalog import empty, whole_file

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

HEADER = "sku,price_list,amount,min_quantity,compare_at,starts_at,ends_at"
FRIDAY, SUNDAY, LATER = "2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z", "2026-12-24T00:00:00Z"


@pytest.fixture(autouse=True)
async def filled(shop: Shop, ctx: RequestContext, connection: Connection) -> None:
    assert shop.markets
    await empty(connection)
    await run_import(ctx, BytesIO(whole_file()), ImportFormat.JSONL, ImportOptions(), ImportWatch())


async def imported(
    ctx: RequestContext, *rows: str, header: str = HEADER, **options: Any
) -> tuple[ImportReport, list[RowProblem], list[Difference]]:
    problems: list[RowProblem] = []
    differences: list[Difference] = []
    watch = ImportWatch(problem=problems.append, difference=differences.append)
    content = "".join(f"{row}\n" for row in (header, *rows)).encode()
    report = await run_import(ctx, BytesIO(content), ImportFormat.PRICES, ImportOptions(**options), watch)
    return report, problems, differences


async def prices(ctx: RequestContext, sku: str = "MUG-L") -> list[str]:
    """Those of a variant, as a file has them."""
    target = BytesIO()
    await run_export(ctx, target, ExportFormat.PRICES, ExportOptions(), ExportWatch())
    return [line.removeprefix(f"{sku},") for line in target.getvalue().decode().splitlines() if line.startswith(sku)]


async def test_each_row_is_a_price_of_its_own(ctx: RequestContext) -> None:
    rows = (
        "MUG-L,eu,11.00,,15.00,,",
        "MUG-L,eu,10.00,10,,,",
        f"MUG-L,eu,8.00,,12.00,2026-11-27T01:00:00+01:00,{SUNDAY}",
        f"MUG-L,eu,7.00,1,,{SUNDAY},",
    )
    tried, problems, differences = await imported(ctx, *rows, dry_run=True)
    assert (tried.updated, problems) == (4, [])
    assert [each.key for each in differences] == [
        "MUG-L eu",
        "MUG-L eu from 10",
        f"MUG-L eu at {FRIDAY}",
        f"MUG-L eu at {SUNDAY}",
    ]
    assert await prices(ctx) == ["eu,12.00,1,,,"]
    await imported(ctx, *rows)
    all_of_them = [
        "eu,11.00,1,15.00,,",
        f"eu,8.00,1,12.00,{FRIDAY},{SUNDAY}",
        f"eu,7.00,1,,{SUNDAY},",
        "eu,10.00,10,,,",
    ]
    assert await prices(ctx) == all_of_them
    assert (await imported(ctx, *rows))[0] == ImportReport(rows=4, unchanged=4)
    await imported(ctx, f"MUG-L,eu,,,,{SUNDAY},", "MUG-L,eu,,10,,,")
    assert await prices(ctx) == all_of_them[:2]


async def test_files_of_three_columns_still_work(ctx: RequestContext) -> None:
    await imported(ctx, "MUG-L,eu,11.00,,15.00,,", "MUG-L,eu,10.00,10,,,", f"MUG-L,eu,8.00,,,{FRIDAY},")
    old = "sku,price_list,amount"
    await imported(ctx, "MUG-L,eu,10.50", header=old)
    assert await prices(ctx) == ["eu,10.50,1,15.00,,", f"eu,8.00,1,,{FRIDAY},", "eu,10.00,10,,,"]
    await imported(ctx, "MUG-L,eu,16", header=old)
    assert (await prices(ctx))[0] == "eu,16.00,1,,,", "it is above what it was compared with"
    report, _, differences = await imported(ctx, "MUG-L,eu,", header=old)
    assert (report.updated, [each.key for each in differences]) == (1, ["MUG-L eu"])
    assert await prices(ctx) == []


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ('MUG-L,eu,"11,00",,,,', "amount", "NOT_A_NUMBER"),
        ('MUG-L,eu,11,,"15,00",,', "compare_at", "NOT_A_NUMBER"),
        ("MUG-L,eu,-1,,,,", "amount", "NEGATIVE"),
        ("MUG-L,eu,99999999999999,,,,", "amount", "TOO_LARGE"),
        ("MUG-L,eu,1.001,,,,", "amount", "TOO_MANY_DECIMALS"),
        ("MUG-L,mars,1,,,,", "price_list", "NOT_FOUND"),
        ("NONE,eu,1,,,,", "sku", "NOT_FOUND"),
        ("MUG-L,eu,11,,11.00,,", "compare_at", "COMPARE_AT_NOT_HIGHER"),
        ("MUG-L,eu,11,0,,,", "min_quantity", "QUANTITY_OUT_OF_RANGE"),
        ("MUG-L,eu,11,1000001,,,", "min_quantity", "QUANTITY_OUT_OF_RANGE"),
        ("MUG-L,eu,11,ten,,,", "min_quantity", "NOT_WHOLE"),
        ("MUG-L,eu,11,,,2026-11-27T00:00:00,", "starts_at", "NO_TIME_ZONE"),
        ("MUG-L,eu,11,,,2026-11-27,", "starts_at", "NO_TIME_ZONE"),
        ("MUG-L,eu,11,,,27.11.2026,", "starts_at", "NOT_A_MOMENT"),
        ("MUG-L,eu,11,,,0001-01-01T00:00:00+14:00,", "starts_at", "NOT_A_MOMENT"),
        (f"MUG-L,eu,11,,,,{SUNDAY}", "starts_at", "MISSING"),
        (f"MUG-L,eu,11,,,{LATER},{FRIDAY}", "ends_at", "ENDS_BEFORE_START"),
        (f"MUG-L,eu,11,,,{FRIDAY},{FRIDAY}", "ends_at", "ENDS_BEFORE_START"),
        (f"MUG-L,eu,11,,,{LATER},", "starts_at", "PRICES_OVERLAP"),
        (f"MUG-L,eu,11,,,2026-01-01T00:00Z,{LATER}", "starts_at", "PRICES_OVERLAP"),
    ],
)
@pytest.mark.parametrize("size", [1, 2_000])
async def test_what_is_no_price_is_refused_and_the_rest_goes_in(
    ctx: RequestContext, monkeypatch: pytest.MonkeyPatch, row: str, field: str, code: str, size: int
) -> None:
    monkeypatch.setattr(batches, "ROWS", size)
    planned = f"MUG-L,eu,9.00,,,{SUNDAY},"
    report, problems, _ = await imported(ctx, planned, row, "MUG-S,eu,9.60,,,,")
    assert [(each.line, each.field, each.code) for each in problems] == [(3, field, code)]
    assert (report.failed, report.updated) == (1, 2)
    assert await prices(ctx) == ["eu,12.00,1,,,", f"eu,9.00,1,,{SUNDAY},"]


async def test_a_missing_time_zone_is_told_with_what_to_write(ctx: RequestContext) -> None:
    _, (problem,), _ = await imported(ctx, "MUG-L,eu,11,,,2026-11-27,")
    assert str(problem) == (
        "2: starts_at: “2026-11-27” does not say of which time zone it is. Write it like 2026-11-27T00:00:00Z, or with "
        "an offset such as +01:00."
    )


async def test_a_price_that_ends_earlier_makes_room(ctx: RequestContext) -> None:
    await imported(ctx, f"MUG-L,eu,9.00,,,{FRIDAY},")
    rows = (f"MUG-L,eu,8.00,,,{SUNDAY},", f"MUG-L,eu,9.00,,,{FRIDAY},{SUNDAY}")
    report, problems, _ = await imported(ctx, *rows)
    assert (report.updated, problems) == (2, [])
    assert (await imported(ctx, f"MUG-L,eu,7,,,{LATER},", f"MUG-L,eu,6,,,{LATER},"))[0].failed == 2


async def test_the_same_price_twice_is_refused(ctx: RequestContext) -> None:
    _, problems, _ = await imported(ctx, "MUG-L,eu,11,1,,,", "MUG-L,eu,10,,,,", "MUG-L,eu,9,2,,,")
    assert [(each.line, each.code) for each in problems] == [(3, "REPEATED")]
