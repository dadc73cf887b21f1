"""Writing brands."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.catalog.events import BrandChanged, BrandDeleted
from app.catalog.models import Brand, Product
from app.catalog.rules.drafts import BrandDraft, Upserted
from app.catalog.rules.taxonomy import checked_brand
from app.catalog.service.merging import Merge
from app.catalog.service.sorting import refuse_named_in_rules, rename_in_rules
from app.catalog.service.taxonomy.entries import finish, lock_named, refuse_use, write_row
from app.events import record


async def upsert_brand(session: AsyncSession, draft: BrandDraft) -> Upserted:
    """Make the brand of this slug agree with the draft. Records `catalog.brand_changed` when it did not."""
    return await write_brand(session, await lock_named(session, Brand, "slug", draft.slug), draft)


async def write_brand(session: AsyncSession, row: Brand | None, draft: BrandDraft) -> Upserted:
    """Make this brand, or a new one, agree with the draft. Its products follow a new slug by themselves."""
    draft = checked_brand(draft)
    old_slug = row.slug if row else None
    merge = Merge(session)
    values = {
        "slug": draft.slug,
        "name": draft.name,
        "descriptions": dict(draft.descriptions),
        "website": draft.website,
        "metadata_": dict(draft.metadata),
        "private_metadata": dict(draft.private_metadata),
    }
    written = await write_row(session, merge, row, Brand, values)
    if old_slug not in (None, draft.slug):
        await rename_in_rules(session, "brand", str(old_slug), draft.slug)
    return await finish(session, merge, written, written.id, BrandChanged(written.id), is_new=row is None)


async def remove_brand(session: AsyncSession, row: Brand) -> None:
    """Delete a brand that no product has, and no collection is made by. The caller has locked the sorting."""
    await session.execute(
        update(Product)
        .where(col(Product.brand_id) == row.id, col(Product.deleted_at).is_not(None))
        .values(brand_id=None)
    )
    count = select(func.count()).select_from(Product).where(col(Product.brand_id) == row.id)
    refuse_use("id", (await session.execute(count)).scalar_one())
    await refuse_named_in_rules(session, "brand", row.slug)
    await session.delete(row)
    await session.flush()
    await record(session, BrandDeleted(row.id))
