"""Writing one product of a file: catalog, prices and stock together, in a transaction of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import BrandDraft, UpsertOutcome, product_of_origin, upsert_brand, upsert_product
from app.core.context import RequestContext
from app.core.errors import Refusal
from app.imports.drafts import NOTHING_KNOWN, complaints_of, external_id, product_draft, slug_of
from app.imports.shopify import Complaint, ShopifyProduct
from app.inventory import StockErrorCode, adjust, stock_of_variants
from app.pricing import set_prices


@dataclass(frozen=True)
class Target:
    """Where products go."""

    currency_code: str
    price_list_ids: tuple[UUID, ...]
    language_tag: str
    warehouse_id: UUID
    reason: str
    """Of changes of stock, for the audit log."""
    dry_run: bool


class ComplaintsError(Exception):
    """The shop does not take a product; nothing of it was written."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(complaints)
        self.complaints = complaints


class _TakenBack(Exception):  # noqa: N818 - it ends the transaction of a dry run, and is no failure
    pass


@dataclass
class ProductWriter:
    """Writes products one after the other."""

    ctx: RequestContext
    target: Target
    _brand_ids: dict[str, UUID] = field(default_factory=dict)
    """By slug: the first spelling of a brand's name is the one that stays."""

    async def write(self, product: ShopifyProduct) -> UpsertOutcome:
        """Make the shop agree with the product; in a dry run, take it back. Raises `ComplaintsError`."""
        outcome = UpsertOutcome.UNCHANGED
        brand_slug = slug_of(product.vendor)
        brand_id = self._brand_ids.get(brand_slug)
        try:
            async with self.ctx.transaction() as session:
                if brand_slug and brand_id is None:
                    brand_id = (await upsert_brand(session, BrandDraft(brand_slug, product.vendor))).id
                outcome = await self._write(session, product, brand_id)
                if self.target.dry_run:
                    raise _TakenBack
        except _TakenBack:
            return outcome
        except Refusal as refusal:
            raise ComplaintsError(*complaints_of(refusal, product)) from refusal
        except IntegrityError as error:
            reason = "somebody else wrote the same at the same moment; import the file again"
            raise ComplaintsError(Complaint(product.line, "", reason)) from error
        if brand_id:
            self._brand_ids[brand_slug] = brand_id
        return outcome

    async def _write(self, session: AsyncSession, product: ShopifyProduct, brand_id: UUID | None) -> UpsertOutcome:
        known = await product_of_origin(self.ctx.db, external_id(product.handle))
        draft = product_draft(
            product,
            language_tag=self.target.language_tag,
            brand_id=brand_id,
            now=self.ctx.now,
            known=known or NOTHING_KNOWN,
        )
        written = await upsert_product(session, draft)
        amounts = {written.variant_ids[variant.sku]: variant.price for variant in product.variants}
        priced_anew = await set_prices(session, written.id, dict.fromkeys(self.target.price_list_ids, amounts))
        stocked_anew = await self._set_stock(session, product, written.variant_ids)
        if written.outcome is UpsertOutcome.UNCHANGED and (priced_anew or stocked_anew):
            return UpsertOutcome.UPDATED
        return written.outcome

    async def _set_stock(self, session: AsyncSession, product: ShopifyProduct, ids: Mapping[str, UUID]) -> bool:
        """Book the difference between the file's pieces and those on hand: what is sold at this moment stays sold."""
        counted = {ids[variant.sku]: variant for variant in product.variants if variant.quantity is not None}
        stock = await stock_of_variants(self.ctx.db, list(counted))
        changed = False
        for variant_id, variant in sorted(counted.items()):
            here = (row.on_hand for row in stock[variant_id] if row.warehouse_id == self.target.warehouse_id)
            delta = (variant.quantity or 0) - next(here, 0)
            if not delta:
                continue
            changed = True
            try:
                await adjust(
                    session,
                    self.ctx.viewer,
                    variant_id=variant_id,
                    warehouse_id=self.target.warehouse_id,
                    delta=delta,
                    reason=self.target.reason,
                )
            except Refusal as refusal:
                if any(problem.code is not StockErrorCode.INSUFFICIENT_STOCK for problem in refusal.problems):
                    raise
                reason = f"{variant.quantity} pieces are fewer than are held for orders"
                raise ComplaintsError(Complaint(variant.line, "Variant Inventory Qty", reason)) from refusal
        return changed
