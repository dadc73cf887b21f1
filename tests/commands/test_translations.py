"""Files of translators, written of a shop and taken back by it."""

from io import BytesIO
from typing import TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.translations import (
    Content,
    TranslatableKind,
    TranslationReport,
    TranslationState,
    import_translations,
    read_po,
    read_xliff,
    texts,
    translation_status,
    write_po,
    write_xliff,
)
from app.translations.queries import owners_by_id
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PRODUCT = TranslatableKind.PRODUCT
FORMATS = ["xliff", "po"]


async def exported(ctx: RequestContext, form: str, language: str, *states: TranslationState) -> bytes:
    stream = (content async for _, content in texts(ctx.db, language, states=states))
    written = (
        write_xliff(stream, source_language="en", target_language=language)
        if form == "xliff"
        else write_po(stream, target_language=language)
    )
    return "".join([part async for part in written]).encode()


async def imported(ctx: RequestContext, form: str, file: bytes) -> TranslationReport:
    return await import_translations(ctx, read_xliff(BytesIO(file)) if form == "xliff" else read_po(BytesIO(file)))


async def listed(ctx: RequestContext, language: str) -> list[Content]:
    return [content async for _, content in texts(ctx.db, language)]


@pytest.mark.parametrize("form", FORMATS)
async def test_what_goes_out_and_comes_back_changes_nothing(
    shop: Shop, ctx: RequestContext, connection: Connection, form: str
) -> None:
    assert shop.mug
    before = await listed(ctx, "de")
    entries = await connection.fetchval("SELECT count(*) FROM audit_entry")

    report = await imported(ctx, form, await exported(ctx, form, "de"))

    assert (report.taken, report.refused) == (0, 0)
    assert report.unchanged == sum(each.state is TranslationState.TRANSLATED for each in before) > 10
    assert await listed(ctx, "de") == before
    assert await connection.fetchval("SELECT count(*) FROM audit_entry") == entries


@pytest.mark.parametrize(("form", "language"), [("xliff", "ja"), ("po", "ar")])
async def test_a_translated_file_sets_exactly_what_it_translates(
    shop: Shop, ctx: RequestContext, form: str, language: str
) -> None:
    assert shop.mug
    file = await exported(ctx, form, language, TranslationState.MISSING)
    before = {(each.kind, each.key, each.field): each for each in await listed(ctx, language)}
    name = (
        b'<source xml:space="preserve">Stoneware mug</source>'
        if form == "xliff"
        else b'msgid "Stoneware mug"\nmsgstr ""'
    )
    done = "<target>マグ</target>" if form == "xliff" else 'msgid "Stoneware mug"\nmsgstr "マグ"'
    assert file.count(name) == 1
    translated = file.replace(name, (name + done.encode()) if form == "xliff" else done.encode())

    report = await imported(ctx, form, translated)
    again = await imported(ctx, form, translated)

    assert (report.taken, report.unchanged, report.refused) == (1, 0, 0)
    assert (again.taken, again.unchanged, again.refused) == (0, 1, 0)
    after = {(each.kind, each.key, each.field): each for each in await listed(ctx, language)}
    assert {key for key in after if after[key] != before[key]} == {(PRODUCT, "stoneware-mug", "name")}
    assert after[PRODUCT, "stoneware-mug", "name"].text == "マグ"


async def test_the_source_of_a_file_may_have_changed_and_things_may_be_gone(
    shop: Shop, ctx: RequestContext, connection: Connection
) -> None:
    file = await exported(ctx, "po", "de")
    await connection.execute(
        "UPDATE product_translation SET name = 'Mug' WHERE product_id = $1 AND language_tag = 'en'", shop.mug
    )
    changed = file.replace(b'msgstr "Steinzeugbecher"', b'msgstr "Becher"').replace(
        b"CATEGORY/shirts/", b"CATEGORY/gone/"
    )

    report = await imported(ctx, "po", changed)

    # The description says what it said before, and is stale by its source alone.
    assert (report.taken, report.stale, report.refused) == (1, 1, 1)
    ((line, problem),) = report.problems
    assert problem.code.value == "CONTENT_NOT_FOUND"
    assert b"CATEGORY/gone/name" in changed.split(b"\n\n")[0] or line > 1
    stale = [each.field for each in await listed(ctx, "de") if each.state is TranslationState.STALE]
    assert stale == ["name", "description"]


async def test_postgres_and_the_rules_agree_on_what_is_missing_and_stale(shop: Shop, ctx: RequestContext) -> None:
    """The digests too: what was made stale above by another source is so for both."""
    tags = ["de", "fr", "ja", "en"]
    status = {(row.language_tag, row.kind): row for row in await translation_status(ctx.db, tags)}
    owners = await owners_by_id(ctx.db, PRODUCT, [shop.shirt, shop.mug, shop.draft])

    assert len(owners) == 3
    for tag in tags:
        found = [each for each in await listed(ctx, tag) if each.kind is PRODUCT]
        missing = {each.key for each in found if each.state is TranslationState.MISSING}
        stale = {each.key for each in found if each.state is TranslationState.STALE} - missing
        row = status.get((tag, PRODUCT))
        assert ((row.missing, row.stale) if row else (0, 0)) == (len(missing), len(stale)), tag
        wanted = [TranslationState.STALE]
        only = [content async for _, content in texts(ctx.db, tag, states=wanted, kinds=[PRODUCT])]
        assert only == [each for each in found if each.state is TranslationState.STALE]
