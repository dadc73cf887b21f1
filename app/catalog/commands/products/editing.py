"""How a stored product becomes another one: locked, compared, written, noted."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.audit import record_change
from app.catalog.errors import CatalogErrorCode
from app.catalog.ids import PRODUCT_ID
from app.catalog.models import Product
from app.catalog.queries.drafts import read_products
from app.catalog.rules.changes import difference
from app.catalog.rules.drafts import ProductDraft, StoredProduct, Target, UpsertOutcome
from app.catalog.service.products import upsert_product
from app.catalog.service.skus import rename_skus, tell_of_skus
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse_stale
from app.core.locks import hold_sorting, lock_row

Path = tuple[str, ...]
Places = Mapping[Path, Path]
"""Where in the input the parts of a draft stand: `("variants", "3")` → `("variants", "0")`. The longest that fits is
taken; what the input does not speak of is blamed on the input as a whole."""

INPUT: Final = ("input",)

_UNIQUE: Final = {"sku": CatalogErrorCode.SKU_TAKEN, "slug": CatalogErrorCode.SLUG_TAKEN}
"""What a unique key is about, by a word of its name."""


@dataclass(frozen=True)
class Edit:
    """What a product is to become."""

    draft: ProductDraft
    places: Places = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old SKU → new SKU: the variant stays the one that carts and orders know."""


async def edit_product(
    ctx: RequestContext,
    target: Target | None,
    change: Callable[[StoredProduct], Awaitable[Edit]],
    *,
    action: str,
    path: Path = INPUT,
) -> UUID:
    """Change a product in a transaction of its own, and give its id. What is as it should be makes no new version.

    None, or an id that no product has (any more), is refused, and so is a version that is not the product's; and
    whatever `write_products` refuses.
    """
    async with refusing_what_is_taken(), ctx.transaction() as session:
        stored = await lock_product(ctx, session, target, path)
        await write_edit(ctx, session, stored, await change(stored), action=action, path=path)
    return stored.id


async def lock_product(
    ctx: RequestContext, session: AsyncSession, target: Target | None, path: Path = INPUT
) -> StoredProduct:
    """The product, locked until the transaction ends, as it is now.

    It is read on another connection: whatever was committed before the lock was given is seen there.
    """
    row = None
    await hold_sorting(session)  # `write_products` needs it, and it comes before any row
    if target is not None:
        row = await lock_row(session, Product, col(Product.id) == target.id, col(Product.deleted_at).is_(None))
    if target is None or row is None:
        raise Refusal(Problem(CatalogErrorCode.NOT_FOUND, (*path, "id")))
    refuse_stale(CatalogErrorCode.STALE_VERSION, target.version, row.version, (*path, "version"))
    return (await read_products(ctx.db, [row.id]))[row.id]


async def write_edit(
    ctx: RequestContext, session: AsyncSession, stored: StoredProduct, edit: Edit, *, action: str, path: Path = INPUT
) -> bool:
    """Write what a locked product is to become, and note it. Says whether anything differed."""
    if edit.draft == stored.draft:
        return False
    with located(edit.places, path):
        if edit.renamed:
            await rename_skus(session, {stored.variant_ids[old]: new for old, new in edit.renamed.items()}, edit.draft)
        written = await upsert_product(session, edit.draft, ctx.now, Target(stored.id))
    if written.outcome is UpsertOutcome.UNCHANGED:
        if not edit.renamed:
            return False
        await tell_of_skus(session, stored.id, ctx.now)
    await note(ctx, session, action, stored.id, stored.draft, edit.draft)
    return True


async def note(
    ctx: RequestContext,
    session: AsyncSession,
    action: str,
    product_id: UUID,
    before: ProductDraft | None,
    after: ProductDraft | None,
) -> None:
    """Write a change of a product into the audit log."""
    old, new = difference(before, after)
    await record_change(session, ctx.viewer, action, PRODUCT_ID.prefix, product_id, before=old, after=new)


class located:  # noqa: N801 - it reads as a part of the `with` statement
    """Refusals of what happens in the block speak of the input, not of the draft that was made of it."""

    def __init__(self, places: Places, path: Path = INPUT) -> None:
        self._places, self._path = places, path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Refusal):
            raise self.of(error) from error

    def of(self, refusal: Refusal) -> Refusal:
        """The same refusal, of the input. What two parts of the product do wrong together is told where the input
        speaks of one of them."""
        problems = [replace(each, path=self._place(each.path)) for each in refusal.problems]
        placed = {each.code for each in problems if each.path != self._path}
        told = [each for each in problems if each.path != self._path or each.code not in placed]
        return Refusal(*told)

    def _place(self, path: Sequence[str]) -> Path:
        for length in range(len(path), 0, -1):
            place = self._places.get(tuple(path[:length]))
            if place is not None:
                return (*self._path, *place, *map(_camel, path[length:]))
        return self._path


@asynccontextmanager
async def refusing_what_is_taken() -> AsyncIterator[None]:
    """Two who write at once may both find a slug or a SKU free: the database lets one of them, the other is told."""
    try:
        yield
    except IntegrityError as error:
        name = str(getattr(error.orig, "constraint_name", None) or error.orig)
        for word, code in _UNIQUE.items():
            if word in name and "unique" in str(error.orig).lower():
                facts: dict[str, Any] = {word: ""}
                raise Refusal(Problem(code, INPUT, facts, retryable=True)) from error
        raise


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others) if name.isascii() and name.islower() else name
