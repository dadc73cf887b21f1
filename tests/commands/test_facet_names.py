"""What facets are called is asked of the database once, and again when it was to be forgotten."""

from uuid import UUID

import asyncpg
import pytest

from app.catalog import NamedKind
from app.wiring import Runtime
from search import FacetNames
from tests.support.goods import add_goods
from tests.support.shop import Shop

CHAIN = ("de", "en")
RENAME = """
    UPDATE attribute SET names = '{"de": "Anders"}' WHERE code = 'colour';
    UPDATE category_translation SET name = 'Anders' WHERE category_id = (SELECT id FROM category WHERE slug = 'cups');
    UPDATE brand SET name = 'Anders' WHERE slug = 'akari';
    UPDATE collection_translation SET name = 'Anders'
    WHERE collection_id = (SELECT id FROM collection WHERE slug = 'picks');
    UPDATE product_type SET names = '{"de": "Anders"}';
    UPDATE brand SET slug = 'bolts' WHERE slug = 'bolt';
"""


async def labels(names: FacetNames, ware: UUID) -> dict[str, set[str]]:
    """Everything that is remembered."""
    return {
        "attributes": {each.label for each in await names.attributes(CHAIN) if each.code == "colour"},
        "categories": {each.label for each in (await names.categories(CHAIN, [ware], [])).values()},
        **{
            kind.value: {each.label for each in (await names.listed(CHAIN, kind)).values()}
            for kind in (NamedKind.BRAND, NamedKind.COLLECTION, NamedKind.PRODUCT_TYPE)
        },
        "owners": {each.hex for kind in await names.owners(["ware"], [], ["bolt"]) for each in kind},
    }


@pytest.mark.usefixtures("shop")
async def test_all_of_it_is_kept_until_it_is_forgotten(
    runtime: Runtime, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await add_goods(runtime.database, shop)
    ware = await connection.fetchval("SELECT id FROM category WHERE slug = 'ware'")
    names = FacetNames(runtime.database)
    before = await labels(names, ware)
    assert ware.hex in before["owners"]
    assert len(before["owners"]) == 2

    await connection.execute(RENAME)
    assert await labels(names, ware) == before

    names.forget()
    after = await labels(names, ware)
    assert after.pop("owners") == {ware.hex}, "the brand's old slug leads nowhere"
    assert all("Anders" in after[kind] and "Anders" not in before[kind] for kind in after)
    assert len(after) == 5
