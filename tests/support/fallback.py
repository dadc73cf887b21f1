"""Searches that Postgres answers: the words of all products, written as the jobs write them, and somebody who asks."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.catalog import products_of_variants, public_product_ids
from app.core.clock import utc_now
from app.core.context import RequestContext
from app.markets import load_atlas, resolve_place
from app.pricing import load_price_book
from app.wiring import Runtime
from search import fallback
from search.documents.loading import Source, load_documents
from search.questions.question import Hit, ProductSearch

MOST = 500


async def write_all_texts(runtime: Runtime) -> set[UUID]:
    """Let Postgres find all products, and give those whose words have changed."""
    database, now = runtime.database, utc_now()
    source = Source.of(database, await load_atlas(database), await load_price_book(database))
    ids = await public_product_ids(database, now, MOST, UUID(int=0))
    return await fallback.write_texts(database, await load_documents(source, ids, now), ids)


async def shopper(runtime: Runtime, country: str, language: str) -> RequestContext:
    """Somebody who looks at the shop from there, in this language."""
    atlas = await load_atlas(runtime.database)
    return replace(await runtime.system_context(), place=resolve_place(atlas, country, language, None, None))


async def find(ctx: RequestContext, asked: ProductSearch | str, offset: int = 0, limit: int = 20) -> list[Hit]:
    """What Postgres answers."""
    return await fallback.find(ctx, ProductSearch.of(asked) if isinstance(asked, str) else asked, offset, limit)


async def handles(ctx: RequestContext, asked: ProductSearch | str, offset: int = 0, limit: int = 20) -> list[str]:
    """The handles of what is found, in its order."""
    return await handles_of(ctx, [hit.product_id for hit in await find(ctx, asked, offset, limit)])


async def handles_of(ctx: RequestContext, product_ids: Sequence[UUID]) -> list[str]:
    """The handles of products, in the order of their ids."""
    return [row.handle for row in await products_of_variants(ctx.db, product_ids, ("en",) * 4) if row]
