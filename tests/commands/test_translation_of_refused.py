"""Products that today's rules would refuse can be translated: what was wrong already is no reason not to."""

from io import BytesIO
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import ProductDraft, Texts, read_products
from app.catalog.errors import CatalogErrorCode
from app.core.context import RequestContext
from app.exchange import ImportFormat, ImportOptions, ImportWatch, run_import
from app.translations import Edit, TranslatableKind, TranslationState, write_translations
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
PRODUCT = TranslatableKind.PRODUCT

ROTTEN = {
    "a required attribute": """
        INSERT INTO attribute (id, code, names, kind) VALUES (gen_random_uuid(), 'power', '{"en": "Power"}', 'NUMBER');
        INSERT INTO type_attribute (type_code, attribute_id, scope, is_required, position)
        SELECT product_type, attribute.id, 'PRODUCT', true, 90 FROM product, attribute
        WHERE attribute.code = 'power' AND product.slug = 'linen-shirt'""",
    "a certificate": """
        UPDATE product SET certificates =
          '[{"kind": "", "number": null, "issuer": null, "url": null, "valid_until": null}]'
        WHERE slug = 'linen-shirt'""",
}
PARTS = """
    WITH added AS (
      INSERT INTO product_option (id, product_id, code, names, position)
      VALUES (gen_random_uuid(), $1, 'color', '{"en": "Color"}', 5) ON CONFLICT DO NOTHING RETURNING id
    ), valued AS (
      INSERT INTO product_option_value (id, option_id, code, names, position)
      SELECT gen_random_uuid(), id, 'white', '{"en": "White"}', 0 FROM added
    )
    INSERT INTO product_media (id, product_id, type, role, source, alts, position)
    SELECT gen_random_uuid(), $1, 'IMAGE', 'GALLERY', 'shirt-back.jpg', '{"en": "The back"}', 90 FROM added"""
MENDED = """
    DELETE FROM type_attribute WHERE attribute_id = (SELECT id FROM attribute WHERE code = 'power');
    DELETE FROM attribute WHERE code = 'power';
    UPDATE product SET digest = NULL, certificates = '[]'"""


@pytest.fixture(params=ROTTEN)
async def draft(request: pytest.FixtureRequest, shop: Shop, ctx: RequestContext, connection: Connection) -> Any:
    """The shirt, with something wrong."""
    await connection.execute(ROTTEN[request.param])
    await connection.execute("UPDATE product SET digest = NULL")
    await connection.execute(PARTS, shop.shirt)
    yield (await read_products(ctx.db, [shop.shirt]))[shop.shirt].draft
    await connection.execute(MENDED)


def edit(field: str, text: str, language: str = "ja") -> Edit:
    return Edit(PRODUCT, "linen-shirt", field, language, text)


async def state(ctx: RequestContext, connection: Connection, shop: Shop) -> tuple[int, ProductDraft, int]:
    stored = (await read_products(ctx.db, [shop.shirt]))[shop.shirt]
    return stored.version, stored.draft, await connection.fetchval("SELECT count(*) FROM outbox_event")


async def test_every_text_of_it_is_written_and_nothing_else(
    shop: Shop, ctx: RequestContext, connection: Connection, draft: ProductDraft
) -> None:
    version, _, events = await state(ctx, connection, shop)
    option, value = draft.options[0], draft.options[0].values[0]
    medium = draft.media[0]
    named = edit("name", f"リネンシャツ {version}")
    texts = [
        named,
        edit(f"options.{option.code}", f"色 {version}"),
        edit(f"options.{option.code}.{value.code}", f"白 {version}"),
        edit(f"media.{medium.source}", f"写真 {version}"),
    ]

    results = await write_translations(ctx, texts)

    assert [(each.state, each.problems) for each in results] == [(TranslationState.TRANSLATED, [])] * 4
    after_version, after, after_events = await state(ctx, connection, shop)
    assert (after_version, after_events) == (version + 1, events + 1)
    assert after.translations["ja"].name == named.text
    assert after.options[0].names["ja"] == f"色 {version}"
    assert after.options[0].values[0].names["ja"] == f"白 {version}"
    assert after.media[0].alts["ja"] == f"写真 {version}"
    for tag in set(draft.translations) - {"ja"}:
        assert after.translations[tag] == draft.translations[tag]
    assert after.variants == draft.variants
    assert after.attributes == draft.attributes
    assert [result.state for result in await write_translations(ctx, texts)] == [TranslationState.TRANSLATED] * 4
    assert (await state(ctx, connection, shop))[0] == after_version, "the same again changes nothing"


async def test_a_translation_that_is_wrong_itself_is_refused(
    shop: Shop, ctx: RequestContext, connection: Connection, draft: ProductDraft
) -> None:
    assert draft.translations["en"] != Texts("")
    before = await state(ctx, connection, shop)
    (taken,) = await write_translations(ctx, [edit("slug", "stoneware-mug", "de")])
    (invalid,) = await write_translations(ctx, [edit("slug", "Not a slug!", "de")])
    assert [each.code.value for each in taken.problems] == ["NOT_ACCEPTED"]
    assert [each.code.value for each in invalid.problems] == ["NOT_ACCEPTED"]
    assert taken.problems[0].detail.code is CatalogErrorCode.SLUG_TAKEN
    assert await state(ctx, connection, shop) == before


async def test_rows_of_a_table_are_taken_too(
    shop: Shop, ctx: RequestContext, connection: Connection, draft: ProductDraft
) -> None:
    version = (await state(ctx, connection, shop))[0]
    name = f"Leinenhemd {version}"
    file = f"kind,key,language,field,source,text\nproduct,linen-shirt,de,name,,{name}\n".encode()
    report = await run_import(ctx, BytesIO(file), ImportFormat.TRANSLATIONS, ImportOptions(), ImportWatch())
    assert (report.updated, report.failed) == (1, 0)
    after = (await state(ctx, connection, shop))[1]
    assert after.translations["de"].name == name
    assert after.translations["en"] == draft.translations["en"]
