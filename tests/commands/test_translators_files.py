"""Files of translators as exports and imports of the exchange."""

import gzip
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import UpsertOutcome
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.exchange import (
    Difference,
    ExportFormat,
    ExportOptions,
    ExportReport,
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
from app.exchange.importing import batches
from app.translations import Content, TranslationState, texts
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
FORMATS = ["XLIFF", "PO"]
MISSING = (TranslationState.MISSING,)


@pytest.fixture(autouse=True)
async def as_before(shop: Shop, connection: Connection) -> AsyncIterator[None]:
    """Takes away what a test translates, past the digests that remember what was written."""
    assert shop.mug
    yield
    for table in ("product_translation", "category_translation"):
        await connection.execute(f"DELETE FROM {table} WHERE name = ANY($1)", ["マグ", "シャツ", "كوب", "قمصان"])  # noqa: S608 - of the names above
    await connection.execute("UPDATE product SET digest = NULL")


async def exported(ctx: RequestContext, form: str, language: str | None, **options: Any) -> tuple[ExportReport, bytes]:
    target = BytesIO()
    wanted = ExportOptions(language_tag=language, **options)
    return await run_export(ctx, target, ExportFormat(form), wanted, ExportWatch()), target.getvalue()


class Told:
    """What an import has told."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []
        self.differences: list[Difference] = []


async def imported(ctx: RequestContext, form: str, file: bytes, **options: Any) -> tuple[ImportReport, Told]:
    told = Told()
    watch = ImportWatch(problem=told.problems.append, difference=told.differences.append)
    return await run_import(ctx, BytesIO(file), ImportFormat(form), ImportOptions(**options), watch), told


async def listed(ctx: RequestContext, language: str) -> list[Content]:
    return [content async for _, content in texts(ctx.db, language)]


def translated(form: str, file: bytes, source: str, text: str) -> bytes:
    """The file with this text translated, wherever it stands."""
    if form == "XLIFF":
        before = f'<source xml:space="preserve">{source}</source>'
        return file.replace(before.encode(), f"{before}<target>{text}</target>".encode())
    before = f'msgid "{source}"\nmsgstr '
    return file.replace(f'{before}""'.encode(), f'{before}"{text}"'.encode())


@pytest.mark.parametrize("form", FORMATS)
async def test_a_file_goes_out_and_in_and_the_second_time_changes_nothing(
    ctx: RequestContext, connection: Connection, form: str
) -> None:
    before = await listed(ctx, "ja")
    missing = sum(each.state is TranslationState.MISSING for each in before)
    report, file = await exported(ctx, form, "ja", states=MISSING)
    assert report == ExportReport(rows=missing)
    assert missing > 3
    done = translated(form, file, "Stoneware mug", "マグ")

    planned, told = await imported(ctx, form, done, dry_run=True)
    assert planned == ImportReport(rows=1, updated=1)
    field = "translations.ja.name"
    line = told.differences[0].line
    assert told.differences == [Difference(line, "product", "stoneware-mug", UpsertOutcome.UPDATED, (field,))]
    assert await listed(ctx, "ja") == before

    assert (await imported(ctx, form, gzip.compress(done)))[0] == planned
    changed = [each for each in await listed(ctx, "ja") if each not in before]
    assert [(each.key, each.field, each.text) for each in changed] == [("stoneware-mug", "name", "マグ")]
    entries = await connection.fetchval("SELECT count(*) FROM audit_entry")
    assert (await imported(ctx, form, done))[0] == ImportReport(rows=1, unchanged=1)
    assert await connection.fetchval("SELECT count(*) FROM audit_entry") == entries


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("dry_run", [True, False])
async def test_what_is_wrong_is_told_by_its_line_and_the_rest_goes_in(
    ctx: RequestContext, form: str, *, dry_run: bool
) -> None:
    _, file = await exported(ctx, form, "ja", states=MISSING)
    done = translated(form, translated(form, file, "Stoneware mug", "マグ"), "Shirts", "シャツ")
    broken = done.replace(b"CATEGORY/shirts/name", b"CATEGORY/gone/name")
    place = broken[: broken.index(b"CATEGORY/gone/name")].count(b"\n") + 1

    report, told = await imported(ctx, form, broken, dry_run=dry_run)

    assert report == ImportReport(rows=2, updated=1, failed=1, problems=1)
    ((line, field, code),) = [(each.line, each.field, each.code) for each in told.problems]
    assert (field, code) == ("name", "CONTENT_NOT_FOUND")
    assert abs(line - place) <= 2, "the entry begins with its comments"
    twice = broken + broken.split(b"\n\n", 1)[1] if form == "PO" else None
    if twice is not None:
        report, told = await imported(ctx, form, twice, dry_run=True)
        assert {each.code for each in told.problems} == {"CONTENT_NOT_FOUND", "REPEATED"}
    cut, told = await imported(ctx, form, gzip.compress(broken)[:-30], dry_run=True)
    assert told.problems[-1].code == "DAMAGED_ARCHIVE"
    assert cut.updated <= 1


async def test_texts_of_one_thing_go_together_and_a_restart_goes_on(
    ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A description needs its name, which a dry run of another batch would not see."""
    monkeypatch.setattr(batches, "ROWS", 1)
    _, file = await exported(ctx, "PO", "ar", states=MISSING)
    done = translated("PO", translated("PO", file, "Stoneware mug", "كوب"), "Shirts", "قمصان")
    done = done.replace(b'msgid "<p>A mug.</p>"\nmsgstr ""', '"msgid "<p>A mug.</p>"\nmsgstr "<p>كوب.</p>"'.encode())
    planned, told = await imported(ctx, "PO", done, dry_run=True)
    assert told.problems == []

    kept: list[Progress] = []

    async def checkpoint(_session: object, progress: Progress) -> None:
        if kept:
            raise InterruptedError
        kept.append(progress)

    with pytest.raises(InterruptedError):
        await run_import(ctx, BytesIO(done), ImportFormat.PO, ImportOptions(), ImportWatch(checkpoint=checkpoint))
    report = await run_import(ctx, BytesIO(done), ImportFormat.PO, ImportOptions(), ImportWatch(), resume_at=kept[0])
    assert report == planned
    assert (await imported(ctx, "PO", done))[0] == ImportReport(rows=planned.rows, unchanged=planned.rows)


@pytest.mark.parametrize(
    ("language", "options", "code"),
    [
        (None, {}, "LANGUAGE_NEEDED"),
        ("xx", {}, "UNKNOWN_LANGUAGE"),
        ("de", {"source_language_tag": "xx"}, "UNKNOWN_LANGUAGE"),
    ],
)
async def test_an_export_needs_languages_that_there_are(
    ctx: RequestContext, language: str | None, options: dict[str, str], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await exported(ctx, "XLIFF", language, **options)
    assert [each.code.value for each in refused.value.problems] == [code]


async def test_xliff_has_the_texts_of_one_source_language(ctx: RequestContext) -> None:
    report, file = await exported(ctx, "XLIFF", "fr", source_language_tag="de")
    assert report.rows == sum(each.source_language_tag == "de" for each in await listed(ctx, "fr"))
    assert b'srcLang="de" trgLang="fr"' in file
