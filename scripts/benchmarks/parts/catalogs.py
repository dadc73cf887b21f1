"""Does a page cost more in a larger catalog, and does a later page cost more than the first?"""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final

from app.catalog import Position, ProductOrder
from app.core.context import RequestContext, Viewer
from app.core.settings import Settings
from app.markets import resolve_place
from schema.catalog.listing import product_list_request
from schema.catalog.paging import write_position
from scripts.benchmarks.carts import COUNTRY_CODE, LANGUAGE_TAG
from scripts.benchmarks.client import ask, wire
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.feeds import require_body
from scripts.benchmarks.load import Ask
from scripts.benchmarks.process import Bench, running_bench
from scripts.benchmarks.scenarios import Contender, Scenario, page_of
from scripts.benchmarks.shop import copied
from scripts.benchmarks.turns import Lane, Measured, Method, in_turns, repeated

PAGE_SIZE: Final = 24

_LATE: Final = 25
"""The late page is the one numbered with a twenty-fifth of the products: page 4,000 of 100,000, with 24 on each."""

_POSITION: Final = """
    SELECT starts_at, product_id FROM product_listing
    WHERE list_id = '00000000-0000-0000-0000-000000000000' AND channel_code = 'default' AND starts_at <= now()
    ORDER BY starts_at DESC, product_id DESC OFFSET $1 LIMIT 1
"""


@dataclass(frozen=True)
class CatalogResult:
    """The list of 24 products in a catalog of so many: its first page, and a late one."""

    products: int
    late_page: int
    first: Measured
    late: Measured


async def measure_catalogs(
    settings: Settings, server_cpu: str, sizes: list[int], method: Method
) -> list[CatalogResult]:
    """A server for each size, all of them at once, so that they can take turns; only one of them works at a time."""
    async with AsyncExitStack() as opened:
        lanes = {}
        for size in sizes:
            copy = await opened.enter_async_context(copied(settings, size, searched=False))
            bench = await opened.enter_async_context(running_bench(copy, server_cpu))
            lanes[size, 1] = await _lane(bench, None)
            lanes[size, size // _LATE] = await _lane(bench, await _cursor_of(bench, size // _LATE))
        measured = await in_turns(lanes, method)
    return [CatalogResult(size, size // _LATE, measured[size, 1], measured[size, size // _LATE]) for size in sizes]


async def _lane(bench: Bench, after: str | None) -> Lane:
    """A full page, by a request of its own; one at a time, so that what is timed is the page and not the queue."""
    asked = wire(Contender.GRAPHQL, Scenario.LIST_24, page_of(PAGE_SIZE, after=after))
    body = await ask(bench.port, asked)
    if body.count(b'"priceRange"') != PAGE_SIZE:
        raise BenchError(f"the page after {after!r} is not a full one")
    return Lane((bench.port,), repeated(Ask(asked, partial(require_body, body))), connections=1)


async def _cursor_of(bench: Bench, page: int) -> str:
    """The cursor after which this page begins, as walking there would find it."""
    row = await bench.connection.fetchrow(_POSITION, (page - 1) * PAGE_SIZE - 1)
    if row is None:
        raise BenchError(f"the catalog has no page {page}")
    request = await product_list_request(await _context(bench), [None], PAGE_SIZE, None, ProductOrder.NEWEST, None)
    return write_position(request.contexts[0], Position(row["starts_at"], row["product_id"]))


async def _context(bench: Bench) -> RequestContext:
    place = resolve_place(await bench.runtime.atlas.get(), COUNTRY_CODE, LANGUAGE_TAG, None)
    return bench.runtime.context(place, Viewer(), "bench")
