"""Use cases of trusted documents. That they are valid GraphQL is for the caller to see to, who knows the schema."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.events import announce
from app.storefronts import service
from app.storefronts.errors import StorefrontErrorCode
from app.storefronts.events import TrustedDocumentsChanged
from app.storefronts.models import Storefront
from app.storefronts.rules import STOREFRONT_ID, DocumentDraft, document_problem
from app.storefronts.service import Pushed


async def push_documents(
    ctx: RequestContext, storefront_id: UUID | None, documents: Sequence[DocumentDraft], *, prune: bool = False
) -> Pushed:
    """Let a storefront run all of these, or none. `prune`: and nothing else any more.

    A repeat changes nothing. Refuses with `TrustedDocumentErrorCode` what cannot be trusted, all of it at once: an id
    that is none, a SHA-256 that is not that of its text, an id that stands with another text.
    """
    if problems := [problem for problem in map(document_problem, documents) if problem]:
        raise Refusal(*problems)
    async with ctx.transaction() as session:
        storefront = await _locked(session, storefront_id)
        pushed = await service.push_documents(session, storefront.id, documents, ctx.now, prune=prune)
        if pushed.added or pushed.removed:
            await announce(session, TrustedDocumentsChanged(storefront.id))
            await record_change(
                session,
                ctx.viewer,
                "storefronts.documents_pushed",
                STOREFRONT_ID.prefix,
                storefront.id,
                before=None,
                after=pushed._asdict(),
            )
    return pushed


async def remove_documents(ctx: RequestContext, storefront_id: UUID | None, document_ids: Collection[str]) -> list[str]:
    """Let a storefront run these no more, and give the ids of those that it ran until now."""
    async with ctx.transaction() as session:
        storefront = await _locked(session, storefront_id)
        removed = await service.remove_documents(session, storefront.id, document_ids)
        if removed:
            await record_change(
                session,
                ctx.viewer,
                "storefronts.documents_removed",
                STOREFRONT_ID.prefix,
                storefront.id,
                before={"documents": sorted(removed)},
                after=None,
            )
    return removed


async def _locked(session: AsyncSession, storefront_id: UUID | None) -> Storefront:
    row = await service.lock_storefront(session, storefront_id) if storefront_id else None
    if row is None:
        raise Refusal(Problem(StorefrontErrorCode.STOREFRONT_NOT_FOUND, ("input", "storefrontId")))
    return row
