"""Writing SKUs anew, so that a variant stays the one that carts, orders and stock know."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.catalog.errors import CatalogErrorCode
from app.catalog.events import ProductChanged
from app.catalog.models import Product, ProductVariant
from app.catalog.rules.drafts import ProductDraft
from app.core.errors import Problem, Refusal
from app.events import record


async def rename_skus(session: AsyncSession, skus: Mapping[UUID, str], draft: ProductDraft) -> None:
    """Give variants of a locked product other SKUs; two may swap theirs. Refuses one that another variant has.

    `draft` is the product as it is to be: problems are told at its variants' places.
    """
    wanted = [variant.sku for variant in draft.variants]
    if len(set(wanted)) < len(wanted):
        return  # which the checks of a draft refuse, with every place
    statement = select(ProductVariant.sku).where(
        col(ProductVariant.sku).in_(sorted(skus.values())), col(ProductVariant.id).not_in(sorted(skus))
    )
    taken = set((await session.execute(statement)).scalars())
    if problems := [
        Problem(CatalogErrorCode.SKU_TAKEN, ("variants", str(place), "sku"), {"sku": variant.sku})
        for place, variant in enumerate(draft.variants)
        if variant.sku in taken and variant.sku in skus.values()
    ]:
        raise Refusal(*problems)
    for variant_id in skus:
        await _write(session, variant_id, f"~{variant_id.hex}")  # none of them holds a SKU that another one is to get
    for variant_id, sku in skus.items():
        await _write(session, variant_id, sku)


async def tell_of_skus(session: AsyncSession, product_id: UUID, now: datetime) -> None:
    """Count the change of a product of which nothing else differs. Records `catalog.product_changed`."""
    statement = update(Product).where(col(Product.id) == product_id).returning(col(Product.version))
    values = {"version": Product.version + 1, "updated_at": now, "digest": None}
    version: int = (await session.execute(statement.values(values))).scalar_one()
    await record(session, ProductChanged(product_id, version))


async def _write(session: AsyncSession, variant_id: UUID, sku: str) -> None:
    await session.execute(update(ProductVariant).where(col(ProductVariant.id) == variant_id).values(sku=sku))
