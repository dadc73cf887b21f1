"""What is remembered of products' translations says the same as comparing them, whatever is written."""

from typing import TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.translations import TranslatableKind, TranslationState, texts, translation_status
from app.translations.jobs import measure
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
LANGUAGES = ["de", "fr", "ja", "en"]
MUG = "(SELECT id FROM product WHERE slug = 'stoneware-mug')"
WRITTEN = {
    "words": "UPDATE product_translation SET description = '' WHERE language_tag = 'de' AND product_id = MUG",
    "a source": "UPDATE product_translation SET name = 'Cup', source_digest = 'x' WHERE product_id = MUG",
    "a language": "DELETE FROM product_translation WHERE language_tag = 'de' AND product_id = MUG",
    "an option": """INSERT INTO product_option (id, product_id, code, names, position)
        VALUES (gen_random_uuid(), MUG, 'glaze', '{"en": "Glaze", "de": "Glasur"}', 0)""",
    "a value": """INSERT INTO product_option_value (id, option_id, code, names, position)
        SELECT gen_random_uuid(), id, 'blue', '{"en": "Blue"}', 0 FROM product_option WHERE product_id = MUG""",
    "a medium": """INSERT INTO product_media (id, product_id, type, role, source, alts, position)
        VALUES (gen_random_uuid(), MUG, 'IMAGE', 'GALLERY', 'mug-side.jpg', '{"en": "A mug"}', 90)""",
    "an attribute": """INSERT INTO attribute (id, code, names, kind, is_localizable)
        VALUES (gen_random_uuid(), 'story', '{"en": "Story"}', 'TEXT', true);
        UPDATE product SET attributes = '{"story": {"en": "Long ago"}}' WHERE id = MUG""",
    "what attributes are": """INSERT INTO attribute (id, code, names, kind)
        VALUES (gen_random_uuid(), 'tale', '{"en": "Tale"}', 'TEXT');
        UPDATE product SET attributes = '{"tale": {"en": "Long ago"}}' WHERE id = MUG;
        UPDATE translation_standing SET is_known = true;
        UPDATE attribute SET is_localizable = true WHERE code = 'tale'""",
    "that it is gone": "UPDATE product SET deleted_at = now() WHERE id = MUG",
}


async def counted(ctx: RequestContext) -> dict[str, tuple[int, int, int]]:
    rows = await translation_status(ctx.db, LANGUAGES)
    return {row.language_tag: (row.total, row.stale, row.missing) for row in rows if row.kind == "PRODUCT"}


async def listed(ctx: RequestContext) -> dict[str, list[str]]:
    """The products that each language lacks a text of, or has stale ones of."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for state in (TranslationState.MISSING, TranslationState.STALE):
            keys = [
                each.key async for _, each in texts(ctx.db, language, states=[state], kinds=[TranslatableKind.PRODUCT])
            ]
            found[f"{language} {state}"] = list(dict.fromkeys(keys))
    return found


async def known(connection: Connection) -> list[bool]:
    return [row["is_known"] for row in await connection.fetch("SELECT is_known FROM translation_standing")]


@pytest.mark.parametrize("written", WRITTEN)
async def test_whatever_is_written_is_known_anew(
    shop: Shop, ctx: RequestContext, connection: Connection, written: str
) -> None:
    assert shop.mug
    compared = await counted(ctx), await listed(ctx)
    await measure(ctx, {})
    assert all(await known(connection))
    assert (await counted(ctx), await listed(ctx)) == compared

    products = len(await known(connection))
    await connection.execute(WRITTEN[written].replace("MUG", MUG))
    is_gone = written == "that it is gone"
    assert len(await known(connection)) == products - is_gone
    assert all(await known(connection)) is is_gone
    compared = await counted(ctx), await listed(ctx)
    await measure(ctx, {})
    assert (await counted(ctx), await listed(ctx)) == compared
