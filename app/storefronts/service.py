"""Writes of storefronts, their tokens and their documents.

A storefront is locked before its tokens and documents: changes of one storefront happen one after the other.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.errors import Problem, Refusal
from app.core.locks import lock_row
from app.core.secrets import hash_secret
from app.events import announce
from app.storefronts.errors import TrustedDocumentErrorCode
from app.storefronts.events import StorefrontChanged, TrustedDocumentsChanged
from app.storefronts.models import Storefront, StorefrontToken, TokenKind, TrustedDocument
from app.storefronts.rules import HINT_LENGTH, MOST_DOCUMENTS, DocumentDraft


class Pushed(NamedTuple):
    """What a push did."""

    added: int
    unchanged: int
    removed: int


async def lock_storefront(session: AsyncSession, storefront_id: UUID) -> Storefront | None:
    """The storefront, locked."""
    return await lock_row(session, Storefront, Storefront.id == storefront_id)


async def write_storefront(session: AsyncSession, row: Storefront) -> bool:
    """Write a new or changed storefront; False where another has its code, and the transaction is to be given up."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        if "storefront_code_key" in str(error.orig):
            return False
        raise
    await announce(session, StorefrontChanged(row.id))
    return True


async def delete_storefront(session: AsyncSession, row: Storefront) -> None:
    """Delete it with its tokens and documents."""
    await session.delete(row)
    await session.flush()
    await announce(session, StorefrontChanged(row.id))
    await announce(session, TrustedDocumentsChanged(row.id))


async def define_storefront(session: AsyncSession, *, code: str, name: str, channel_code: str) -> None:
    """A storefront of this code, open to pages of every origin, unless there is one: that stays as it is."""
    row = Storefront(
        code=code,
        name=name,
        channel_code=channel_code,
        allowed_origins=["*"],
        trusted_documents_only=False,
        version=1,
    )
    values = row.model_dump()
    await session.execute(insert(Storefront).values(values).on_conflict_do_nothing(index_elements=["code"]))


async def add_token(
    session: AsyncSession, storefront_id: UUID, kind: TokenKind, token: str, expires_at: datetime | None
) -> StorefrontToken:
    """Keep the hash of a token, and its last characters."""
    row = StorefrontToken(
        storefront_id=storefront_id,
        kind=kind,
        token_hash=hash_secret(token),
        hint=token[-HINT_LENGTH:],
        expires_at=expires_at,
    )
    session.add(row)
    await session.flush()
    return row


async def lock_live_token(session: AsyncSession, token_id: UUID, now: datetime) -> StorefrontToken | None:
    """The token, locked, and its storefront; None where there is none, or none that still opens anything."""
    statement = select(col(StorefrontToken.storefront_id)).where(col(StorefrontToken.id) == token_id)
    storefront_id = (await session.execute(statement)).scalar_one_or_none()
    if storefront_id is None or await lock_storefront(session, storefront_id) is None:
        return None
    row = await lock_row(session, StorefrontToken, StorefrontToken.id == token_id)
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now):
        return None
    return row


async def count_live_tokens(session: AsyncSession, storefront_id: UUID, now: datetime) -> int:
    """How many of its tokens open something."""
    expires_at = col(StorefrontToken.expires_at)
    statement = select(func.count()).where(
        col(StorefrontToken.storefront_id) == storefront_id,
        col(StorefrontToken.revoked_at).is_(None),
        expires_at.is_(None) | (expires_at > now),
    )
    return (await session.execute(statement)).scalar_one()


async def replace_token(
    session: AsyncSession, old: StorefrontToken, new: StorefrontToken, now: datetime, grace: timedelta
) -> None:
    """Let the old token end after the grace, in favour of the new one."""
    old.replaced_by_id = new.id
    if grace:
        end = now + grace
        old.expires_at = min(old.expires_at, end) if old.expires_at else end
    else:
        old.revoked_at = now
    await announce(session, StorefrontChanged(old.storefront_id))


async def revoke_token(session: AsyncSession, row: StorefrontToken, now: datetime) -> None:
    """Let the token open nothing any more."""
    row.revoked_at = now
    await announce(session, StorefrontChanged(row.storefront_id))


async def write_last_use(session: AsyncSession, token_id: UUID, moment: datetime) -> None:
    """The token was used then, or later."""
    last = col(StorefrontToken.last_used_at)
    await session.execute(
        update(StorefrontToken)
        .where(col(StorefrontToken.id) == token_id, last.is_(None) | (last < moment))
        .values(last_used_at=moment)
    )


async def push_documents(
    session: AsyncSession, storefront_id: UUID, documents: Sequence[DocumentDraft], now: datetime, *, prune: bool
) -> Pushed:
    """Trust all of these, or refuse the whole. The storefront is locked by the caller.

    What is trusted already stays as it was; an id that stands with another text is refused. `prune` removes the rest.
    """
    wanted = {document.id: document for document in documents}
    statement = select(col(TrustedDocument.document_id), col(TrustedDocument.text)).where(
        col(TrustedDocument.storefront_id) == storefront_id
    )
    trusted = {row.document_id: row.text for row in await session.execute(statement)}
    differing = [each for each in wanted.values() if trusted.get(each.id, each.text) != each.text]
    if differing:
        code = TrustedDocumentErrorCode.DOCUMENT_DIFFERS
        raise Refusal(*(Problem(code, facts={"document": each.id}) for each in differing))
    new = [document for document_id, document in wanted.items() if document_id not in trusted]
    dropped = trusted.keys() - wanted.keys() if prune else set()
    if len(trusted) + len(new) - len(dropped) > MOST_DOCUMENTS:
        raise Refusal(Problem(TrustedDocumentErrorCode.TOO_MANY_DOCUMENTS, facts={"most": MOST_DOCUMENTS}))
    session.add_all(
        TrustedDocument(
            storefront_id=storefront_id,
            document_id=each.id,
            text=each.text,
            operation_names=list(each.operation_names),
            pushed_at=now,
        )
        for each in new
    )
    await session.flush()
    await remove_documents(session, storefront_id, dropped)
    return Pushed(len(new), len(wanted) - len(new), len(dropped))


async def remove_documents(session: AsyncSession, storefront_id: UUID, document_ids: Collection[str]) -> list[str]:
    """Trust these no more, and say which of them were trusted."""
    statement = (
        delete(TrustedDocument)
        .where(
            col(TrustedDocument.storefront_id) == storefront_id,
            col(TrustedDocument.document_id).in_(sorted(document_ids)),
        )
        .returning(col(TrustedDocument.document_id))
    )
    removed = list((await session.execute(statement)).scalars().all())
    if removed:
        await announce(session, TrustedDocumentsChanged(storefront_id))
    return removed
