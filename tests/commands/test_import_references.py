"""Products that refer to what stands further down in the file, or in a circle."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import TypeAlias

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    AttributeDraft,
    AttributeKind,
    CollectionDraft,
    ProductDraft,
    ProductTypeDraft,
    Texts,
    TypeAttributeDraft,
    VariantDraft,
    find_products,
    read_products,
)
from app.core.context import RequestContext
from app.exchange import (
    ImportFormat,
    ImportOptions,
    ImportReport,
    ImportWatch,
    Progress,
    RowProblem,
    run_import,
)
from app.exchange.formats.jsonl import encode_header, encode_line
from app.exchange.importing import batches
from app.exchange.records import ThingDraft
from tests.support.shop import Shop
from tests.support.whole_catalog import empty

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

ATTRIBUTES = [
    AttributeDraft(code, {"en": code}, AttributeKind.REFERENCE) for code in ("follows", "goes-with", "stands-in")
]


def product_type(*, is_required: bool = False) -> ProductTypeDraft:
    uses = [TypeAttributeDraft(each.code, is_required=is_required and each.code == "follows") for each in ATTRIBUTES]
    return ProductTypeDraft("part", {"en": "Part"}, tuple(uses))


def part(slug: str, **references: str) -> ProductDraft:
    """A product that refers to others, by attribute: `<kind>:<slug>`."""
    return ProductDraft(
        slug=slug,
        product_type="part",
        translations={"en": Texts(slug)},
        variants=(VariantDraft(f"SKU-{slug}"),),
        attributes={
            code.replace("_", "-"): dict(zip(("kind", "slug"), target.split(":"), strict=True))
            for code, target in references.items()
        },
    )


def file_of(*products: ProductDraft, is_required: bool = False, after: Sequence[CollectionDraft] = ()) -> bytes:
    things: list[ThingDraft | ProductDraft] = [*ATTRIBUTES, product_type(is_required=is_required), *products, *after]
    return b"".join([encode_header(), *(encode_line(each) for each in things)])


FIRST_LINE = 2 + len(ATTRIBUTES) + 1
"""Of a product."""


async def imported(
    ctx: RequestContext, content: bytes, *, resume_at: Progress | None = None, dry_run: bool = False
) -> tuple[ImportReport, list[RowProblem]]:
    problems: list[RowProblem] = []
    watch = ImportWatch(problem=problems.append)
    wanted = ImportOptions(dry_run=dry_run)
    return await run_import(ctx, BytesIO(content), ImportFormat.JSONL, wanted, watch, resume_at=resume_at), problems


async def stored(ctx: RequestContext, slug: str) -> ProductDraft | None:
    ids = await find_products(ctx.db, slugs=[slug])
    found = await read_products(ctx.db, list(ids.values()))
    return next((each.draft for each in found.values()), None)


@pytest.fixture(autouse=True)
async def emptied(shop: Shop, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shop.markets
    await empty(connection)
    monkeypatch.setattr(batches, "PRODUCTS", 2)


async def test_references_point_forward_and_in_a_circle_across_batches(ctx: RequestContext) -> None:
    ring = [part(f"ring-{number}", follows=f"product:ring-{(number + 1) % 7}") for number in range(7)]
    own = part("own", goes_with="product:own", stands_in="collection:sets")
    sets = CollectionDraft("sets", {"en": Texts("Sets")}, products=("own", "ring-3"))
    content = file_of(*ring, own, after=[sets])

    created = len(ATTRIBUTES) + 1 + len(ring) + 1 + 1
    assert await imported(ctx, content, dry_run=True) == (ImportReport(rows=created, created=created), [])
    assert await imported(ctx, content) == (ImportReport(rows=created, created=created), [])
    assert [await stored(ctx, each.slug) for each in (*ring, own)] == [*ring, own]
    assert await imported(ctx, content) == (ImportReport(rows=created, unchanged=created), [])


async def test_what_never_comes_is_told_and_the_product_stands_without_it(ctx: RequestContext) -> None:
    content = file_of(part("a", follows="product:b", goes_with="product:never"), part("c"), part("b"))

    report, problems = await imported(ctx, content)

    things = len(ATTRIBUTES) + 1
    assert report == ImportReport(rows=things + 3, created=things + 2, failed=1, problems=1)
    assert [(each.line, each.field, each.code) for each in problems] == [
        (FIRST_LINE, "attributes.goes-with", "REFERENCE_UNKNOWN")
    ]
    assert await stored(ctx, "a") == part("a")


async def test_a_product_that_must_refer_to_a_later_one_waits_for_it(ctx: RequestContext) -> None:
    products = [part("a", follows="product:b"), part("x", follows="product:a"), part("b", follows="product:b")]
    content = file_of(*products, is_required=True)

    things = len(ATTRIBUTES) + 1
    assert await imported(ctx, content) == (ImportReport(rows=things + 3, created=things + 3), [])
    assert [await stored(ctx, each.slug) for each in products] == products


async def test_other_faults_are_told_at_once(ctx: RequestContext) -> None:
    wrong = replace(part("a", follows="product:b"), brand="nobody")

    report, problems = await imported(ctx, file_of(wrong, part("c"), part("b")))

    assert (report.failed, [each.code for each in problems]) == (1, ["REFERENCE_UNKNOWN", "REFERENCE_UNKNOWN"])
    assert await stored(ctx, "a") is None


async def test_after_a_kill_references_of_the_lines_before_are_set_too(ctx: RequestContext) -> None:
    class KilledError(Exception):
        pass

    kept: list[Progress] = []

    async def checkpoint(_: AsyncSession, progress: Progress) -> None:
        kept.append(progress)
        if progress.records == len(ATTRIBUTES) + 1 + 4:
            raise KilledError

    content = file_of(part("a", follows="product:d"), part("b"), part("c"), part("d", follows="product:a"))
    with pytest.raises(KilledError):
        await run_import(ctx, BytesIO(content), ImportFormat.JSONL, ImportOptions(), ImportWatch(checkpoint=checkpoint))
    assert await stored(ctx, "a") == part("a")
    report, problems = await imported(ctx, content, resume_at=kept[-2])

    created = len(ATTRIBUTES) + 1 + 4
    assert (report, problems) == (ImportReport(rows=created, created=created), [])
    assert await stored(ctx, "a") == part("a", follows="product:d")
    assert await stored(ctx, "d") == part("d", follows="product:a")
    again, _ = await imported(ctx, content, resume_at=Progress(created, report))
    assert again == report
