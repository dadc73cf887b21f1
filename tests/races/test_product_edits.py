"""Two members of staff change the same product at the same moment."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import asyncpg
import pytest

from app.catalog import ProductDraft, Texts, VariantDraft
from app.catalog.commands.products import (
    PublicationWish,
    SafetyPolicy,
    create_product,
    delete_product,
    edit_tags,
    publish_product,
    update_product,
)
from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.changes import ProductChange
from app.catalog.rules.drafts import Target
from app.core.errors import Refusal
from app.wiring import Runtime
from tests.support.shop import CHANNEL, MAKER, Shop


def draft(slug: str) -> ProductDraft:
    words = {"en": Texts(slug.title())}
    return ProductDraft(slug, "clothing", words, (VariantDraft(slug.upper()),), manufacturer=MAKER)


async def made(runtime: Runtime, slug: str) -> UUID:
    return await create_product(await runtime.system_context(), draft(slug), {})


async def renamed(runtime: Runtime, product_id: UUID, name: str) -> UUID:
    change = ProductChange(own_texts={"name": name})
    return await update_product(await runtime.system_context(), Target(product_id, 1), change, {})


def codes(outcomes: Sequence[UUID | BaseException]) -> list[CatalogErrorCode | None]:
    """None for what succeeded, the code of what was refused; anything else is a fault of ours."""
    found: list[CatalogErrorCode | None] = []
    for each in outcomes:
        if isinstance(each, Refusal):
            found.append(CatalogErrorCode(each.problems[0].code))
        else:
            assert isinstance(each, UUID), each
            found.append(None)
    return found


@pytest.mark.usefixtures("shop")
async def test_of_two_updates_of_one_version_one_is_refused(
    runtime: Runtime, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    product_id = await made(runtime, "contested")

    outcomes = codes(
        await asyncio.gather(
            *(renamed(runtime, product_id, name) for name in ("One", "Two", "Three")), return_exceptions=True
        )
    )

    assert sorted(outcomes, key=str) == [None, CatalogErrorCode.STALE_VERSION, CatalogErrorCode.STALE_VERSION]
    winner = ("One", "Two", "Three")[outcomes.index(None)]
    stored = await connection.fetchrow(
        "SELECT name, version FROM product JOIN product_translation ON product_id = id WHERE id = $1", product_id
    )
    assert stored is not None
    assert tuple(stored) == (winner, 2)


@pytest.mark.usefixtures("shop")
async def test_changes_without_a_version_are_all_made(
    runtime: Runtime, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    product_id = await made(runtime, "tagged")
    tags = [f"tag-{number}" for number in range(6)]

    async def tag(name: str) -> UUID:
        return await edit_tags(await runtime.system_context(), Target(product_id), added=[name])

    assert codes(await asyncio.gather(*map(tag, tags), return_exceptions=True)) == [None] * len(tags)
    stored = await connection.fetchval("SELECT tags FROM product WHERE id = $1", product_id)
    assert sorted(stored) == tags


@pytest.mark.usefixtures("shop")
async def test_of_two_products_of_one_slug_one_is_made(
    runtime: Runtime, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    outcomes = codes(await asyncio.gather(*(made(runtime, "twins") for _ in range(4)), return_exceptions=True))

    assert [each for each in outcomes if each is not None] == [CatalogErrorCode.SLUG_TAKEN] * 3
    assert await connection.fetchval("SELECT version FROM product WHERE slug = 'twins'") == 1
    entries = "SELECT count(*) FROM audit_entry WHERE action = 'catalog.product_created' AND after->>'slug' = 'twins'"
    assert await connection.fetchval(entries) == 1


async def test_what_is_published_while_it_is_deleted_is_one_or_the_other(
    runtime: Runtime, shop: Shop, connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert shop
    for number in range(5):
        product_id = await made(runtime, f"leaving-{number}")
        target = Target(product_id, 1)
        wishes = [PublicationWish(CHANNEL)]
        outcomes = codes(
            await asyncio.gather(
                publish_product(await runtime.system_context(), target, wishes, SafetyPolicy.REFUSE),
                delete_product(await runtime.system_context(), target),
                return_exceptions=True,
            )
        )

        rows = await connection.fetchval("SELECT count(*) FROM product WHERE id = $1", product_id)
        seen = await connection.fetchval("SELECT count(*) FROM product_publication WHERE product_id = $1", product_id)
        if outcomes[1] is None:
            assert (outcomes[0], rows, seen) == (CatalogErrorCode.NOT_FOUND, 0, 0)
        else:
            assert (outcomes, rows, seen) == ([None, CatalogErrorCode.STALE_VERSION], 1, 1)
