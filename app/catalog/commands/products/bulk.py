"""The same done to many products at once, in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.commands.products.editing import (
    INPUT,
    Edit,
    Path,
    Places,
    located,
    lock_product,
    note,
    refusing_what_is_taken,
    write_edit,
)
from app.catalog.commands.products.publishing import (
    Gaps,
    PublicationWish,
    SafetyPolicy,
    publications_of,
    refuse_unknown,
)
from app.catalog.commands.products.removing import delete_locked
from app.catalog.errors import CatalogErrorCode
from app.catalog.queries.drafts import find_products, read_products
from app.catalog.rules.changes import (
    ProductChange,
    VariantChange,
    add_variants,
    change_variants,
    publish,
    refuse_nameless,
)
from app.catalog.rules.drafts import ProductDraft, StoredProduct, Target, Upserted, UpsertOutcome
from app.catalog.service.products import write_products
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse_stale
from app.core.locks import hold_sorting
from app.core.modes import BulkMode
from app.markets import AtlasCache

MOST_PRODUCTS: Final = 100
"""Of one request."""
_PRODUCTS: Final = (*INPUT, "products")


@dataclass(frozen=True)
class BulkResult:
    """What became of one of them."""

    product_id: UUID | None = None
    """None: it was refused, or another one was and all had to be written."""
    outcome: UpsertOutcome | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class WantedProduct:
    """A product to make, or to change where there is one of its external id or slug."""

    draft: ProductDraft
    """As it is made."""
    change: ProductChange
    """How one that is there changes."""
    variants: Mapping[str, VariantChange]
    """By SKU: how one that is there changes, or what is added."""
    places: Places
    version: int | None = None


class _StopError(Exception):
    """Something was refused, and all was to be written: the transaction is given up."""


async def write_many(ctx: RequestContext, wanted: Sequence[WantedProduct], mode: BulkMode) -> list[BulkResult]:
    """Make or change up to a hundred products, and tell in their order what became of each.

    What is not given of a product that is there stays as it is. Refuses the request as a whole where there are too
    many, and where two are meant for one product.
    """
    _refuse_too_many(len(wanted))
    results: list[BulkResult] = []
    try:
        async with refusing_what_is_taken(), ctx.transaction() as session:
            await hold_sorting(session)
            found = await _found(ctx, wanted)
            results = await _write_all(ctx, session, wanted, found)
            _stop_unless_all(results, mode)
    except _StopError:
        return _nothing_written(results)
    return results


async def publish_products(
    ctx: RequestContext,
    targets: Sequence[Target | None],
    wishes: Sequence[PublicationWish],
    safety: SafetyPolicy,
    mode: BulkMode,
) -> list[BulkResult]:
    """Let up to a hundred products be seen through the same channels, and tell in their order what became of each."""
    atlas = await ctx.part(AtlasCache).get()
    refuse_unknown(atlas, wishes)

    async def one(session: AsyncSession, stored: StoredProduct, path: Path) -> None:
        gaps = await Gaps.of(ctx.db, [stored.draft])
        draft = publish(stored.draft, publications_of(ctx.now, atlas, stored.draft, wishes, safety, gaps))
        await write_edit(ctx, session, stored, Edit(draft), action="catalog.product_published", path=path)

    return await _each(ctx, targets, one, mode)


async def delete_products(ctx: RequestContext, targets: Sequence[Target | None], mode: BulkMode) -> list[BulkResult]:
    """Delete up to a hundred products as `delete_product` does, and tell in their order what became of each."""

    async def one(session: AsyncSession, stored: StoredProduct, path: Path) -> None:
        await delete_locked(ctx, session, stored, path)

    return await _each(ctx, targets, one, mode)


async def _each(
    ctx: RequestContext,
    targets: Sequence[Target | None],
    one: Callable[[AsyncSession, StoredProduct, Path], Awaitable[None]],
    mode: BulkMode,
) -> list[BulkResult]:
    """Do it to each in the order of the ids, so that two who do it to the same ones do not wait for each other."""
    _refuse_too_many(len(targets))
    results = [BulkResult() for _ in targets]
    order = sorted(range(len(targets)), key=lambda index: _sorted_by(targets[index]))
    try:
        async with ctx.transaction() as session:
            for index in order:
                path = (*_PRODUCTS, str(index))
                try:
                    async with session.begin_nested():
                        stored = await lock_product(ctx, session, targets[index], path)
                        await one(session, stored, path)
                    results[index] = BulkResult(stored.id, UpsertOutcome.UPDATED)
                except Refusal as refusal:
                    results[index] = BulkResult(problems=refusal.problems)
            _stop_unless_all(results, mode)
    except _StopError:
        return _nothing_written(results)
    return results


async def _found(ctx: RequestContext, wanted: Sequence[WantedProduct]) -> list[StoredProduct | None]:
    """The products that are there already, by external id or, where there is none, by slug."""
    external = [each.draft.external_id for each in wanted if each.draft.external_id]
    by_external_id = await find_products(ctx.db, external_ids=external) if external else {}
    slugs = [each.draft.slug for each in wanted if not each.draft.external_id]
    by_slug = await find_products(ctx.db, slugs=slugs) if slugs else {}
    ids = [
        by_external_id.get(each.draft.external_id) if each.draft.external_id else by_slug.get(each.draft.slug)
        for each in wanted
    ]
    if problems := [
        Problem(CatalogErrorCode.SLUG_TAKEN, (*_PRODUCTS, str(index), "slug"), {"slug": each.draft.slug})
        for index, each in enumerate(wanted)
        if (ids[index] is not None and ids[index] in ids[:index])
        or each.draft.slug in {other.draft.slug for other in wanted[:index]}
    ]:
        raise Refusal(*problems)
    stored = await read_products(ctx.db, [each for each in ids if each])
    return [stored.get(each) if each else None for each in ids]


async def _write_all(
    ctx: RequestContext,
    session: AsyncSession,
    wanted: Sequence[WantedProduct],
    found: Sequence[StoredProduct | None],
) -> list[BulkResult]:
    """Write those that can be drafted in one go. Each is checked against the version that it was drafted from."""
    results = [BulkResult() for _ in wanted]
    drafts: dict[int, ProductDraft] = {}
    for index, (each, stored) in enumerate(zip(wanted, found, strict=True)):
        try:
            with located(each.places, (*_PRODUCTS, str(index))):
                drafts[index] = _drafted(each, stored)
        except Refusal as refusal:
            results[index] = BulkResult(problems=refusal.problems)
    targets = [Target(stored.id, stored.version) if (stored := found[index]) else None for index in drafts]
    written = await write_products(session, list(drafts.values()), now=ctx.now, targets=targets)
    for (index, draft), outcome in zip(drafts.items(), written, strict=True):
        results[index] = await _noted(ctx, session, wanted[index], found[index], draft, outcome, index)
    return results


async def _noted(
    ctx: RequestContext,
    session: AsyncSession,
    wanted: WantedProduct,
    stored: StoredProduct | None,
    draft: ProductDraft,
    outcome: Upserted | Refusal,
    index: int,
) -> BulkResult:
    if isinstance(outcome, Refusal):
        return BulkResult(problems=located(wanted.places, (*_PRODUCTS, str(index))).of(outcome).problems)
    if outcome.outcome is not UpsertOutcome.UNCHANGED:
        action = "catalog.product_updated" if stored else "catalog.product_created"
        await note(ctx, session, action, outcome.id, stored.draft if stored else None, draft)
    return BulkResult(outcome.id, outcome.outcome)


def _drafted(wanted: WantedProduct, stored: StoredProduct | None) -> ProductDraft:
    """The product as it is to be. Refuses a version that is not that of the product that is there."""
    if stored is None:
        refuse_nameless(wanted.draft)
        return wanted.draft
    refuse_stale(CatalogErrorCode.STALE_VERSION, wanted.version, stored.version, ("version",))
    there = {variant.sku for variant in stored.draft.variants}
    draft = wanted.change.of(stored.draft)
    refuse_nameless(draft)
    draft = change_variants(draft, {sku: change for sku, change in wanted.variants.items() if sku in there})
    draft = add_variants(draft, [change for sku, change in wanted.variants.items() if sku not in there])
    return replace(draft, publications=stored.draft.publications)


def _refuse_too_many(count: int) -> None:
    if count > MOST_PRODUCTS:
        raise Refusal(Problem(CatalogErrorCode.TOO_MANY, _PRODUCTS, {"most": MOST_PRODUCTS}))


def _sorted_by(target: Target | None) -> int:
    return target.id.int if target else 0


def _stop_unless_all(results: Sequence[BulkResult], mode: BulkMode) -> None:
    if mode is BulkMode.ALL_OR_NOTHING and any(each.problems for each in results):
        raise _StopError


def _nothing_written(results: Sequence[BulkResult]) -> list[BulkResult]:
    return [BulkResult(problems=each.problems) for each in results]
