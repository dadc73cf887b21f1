"""Whether Postgres' own search finds what is published: its words are written with the documents, and a shop that was
upgraded has none before."""

from uuid import UUID

from app.catalog import count_public_products, current_publications
from app.core.clock import utc_now
from app.core.logging import log
from app.fulltext import count_texts, products_with_texts, products_without_texts
from search.documents.loading import load_documents
from search.fallback.texts import write_texts
from search.sync.affected import BATCH, all_public_products
from search.sync.indexed import Indexed
from search.sync.lag import waiting_since


async def mend_texts(indexed: Indexed) -> int:
    """Write the words of the products that cannot be found by Postgres, and take out those that should not be found.

    Returns how many products. Costs two counts where nothing is to be done; while changes wait to be written, numbers
    differ for a good reason.
    """
    database = indexed.database
    if await _is_complete(indexed) or await waiting_since(database) is not None:
        return 0
    mended = 0
    async for product_ids in all_public_products(database):
        lacking = await products_without_texts(database, product_ids, list(indexed.chains))
        if lacking:
            documents = await load_documents(indexed.source, lacking, utc_now())
            await write_texts(database, documents, lacking)
            mended += len(lacking)
    mended += await _take_out_surplus(indexed)
    log.info("the words of products were written for Postgres' own search", products=mended)
    return mended


async def _is_complete(indexed: Indexed) -> bool:
    published = await count_public_products(indexed.database, utc_now())
    counts = await count_texts(indexed.database)
    return all(counts.get(tag, 0) == published for tag in indexed.chains)


async def _take_out_surplus(indexed: Indexed) -> int:
    taken, after = 0, UUID(int=0)
    while found := await products_with_texts(indexed.database, BATCH, after):
        publications = await current_publications(indexed.database, found, utc_now())
        gone = [product_id for product_id in found if not publications[product_id]]
        await write_texts(indexed.database, {}, gone)
        taken, after = taken + len(gone), found[-1]
    return taken
