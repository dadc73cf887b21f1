"""Comparing the indexes with the database, document by document, and mending what differs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.catalog import count_public_products
from app.core.clock import utc_now
from search.documents.sealing import sealed
from search.fallback.texts import write_texts
from search.sync.affected import all_public_products, batches
from search.sync.entries import write_entries
from search.sync.filling import Progress
from search.sync.indexed import Indexed
from search.sync.writing import documents_of, write_products


@dataclass(frozen=True)
class Differences:
    """What was found, and is no more."""

    products: int
    """How many are published, and were looked at."""
    missing: Counter[str]
    """By language: published products that its index did not hold."""
    outdated: Counter[str]
    """Those of which it said something else than the database."""
    surplus: Counter[str]
    """Those that it held, and that are published nowhere."""

    @property
    def total(self) -> int:
        return sum((self.missing + self.outdated + self.surplus).values())


async def verify(indexed: Indexed, progress: Progress | None = None) -> Differences:
    """Look at every document of every index. Shoppers and workers go on meanwhile: what a worker is about to write
    anyway may be counted as a difference, and is written once."""
    found = Differences(0, Counter(), Counter(), Counter())
    total, done, public = await count_public_products(indexed.database, utc_now()), 0, set[str]()
    async for product_ids in all_public_products(indexed.database):
        if differing := await _differing(indexed, product_ids, found):
            await write_products(indexed, differing)
        public.update(product_id.hex for product_id in product_ids)
        done += len(product_ids)
        if progress:
            progress(done, max(done, total))
    await _take_out_surplus(indexed, public, found.surplus)
    await write_entries(indexed)
    return Differences(done, found.missing, found.outdated, found.surplus)


async def mend_membership(indexed: Indexed) -> int:
    """Write the products that an index lacks, and take out those that it should not hold: what a comparison of ids
    shows. Far quicker than `verify`, and blind to documents that say something else. Returns how many products."""
    public = {product_id.hex async for found in all_public_products(indexed.database) for product_id in found}
    standing = {tag: await _standing(indexed, tag) for tag in indexed.chains}
    differing = set().union(*(public ^ keys for keys in standing.values()))
    for product_ids in batches(_product_ids(differing)):
        await write_products(indexed, product_ids)
    return len(differing)


async def _differing(indexed: Indexed, product_ids: list[UUID], found: Differences) -> list[UUID]:
    differing = set[str]()
    present = await documents_of(indexed, product_ids)
    await write_texts(indexed.database, present, product_ids)
    for tag, documents in present.items():
        wanted = sealed(documents)
        standing = await indexed.client.digests(indexed.client.index_name(tag), [each.hex for each in product_ids])
        missing = wanted.keys() - standing.keys()
        outdated = {key for key, digest in standing.items() if key in wanted and wanted[key].digest != digest}
        found.missing[tag] += len(missing)
        found.outdated[tag] += len(outdated)
        differing |= missing | outdated
    return _product_ids(differing)


async def _take_out_surplus(indexed: Indexed, public: set[str], surplus: Counter[str]) -> None:
    suspected = {tag: await _standing(indexed, tag) - public for tag in indexed.chains}
    for tag, keys in suspected.items():
        surplus[tag] += len(keys)
        if foreign := [key for key in keys if not _is_product(key)]:
            client = indexed.client
            await client.finish(await client.remove(client.index_name(tag), foreign))
    for product_ids in batches(_product_ids(set().union(*suspected.values()))):
        await write_products(indexed, product_ids)


async def _standing(indexed: Indexed, tag: str) -> set[str]:
    return {key async for page in indexed.client.all_digests(indexed.client.index_name(tag)) for key in page}


def _product_ids(keys: Iterable[str]) -> list[UUID]:
    return sorted(UUID(hex=key) for key in keys if _is_product(key))


def _is_product(key: str) -> bool:
    return len(key) == 32 and all(letter in "0123456789abcdef" for letter in key)
