"""Reads of storefronts."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Integer,
    LargeBinary,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    or_,
    select,
)

from app.core.reads import Read, array_parameter, table_of
from app.storefronts.models import Storefront, StorefrontToken, TokenKind, TrustedDocument

_storefront = table_of(Storefront).c
_token = table_of(StorefrontToken).c
_document = table_of(TrustedDocument).c


class StorefrontRow(NamedTuple):
    """A storefront as staff see it."""

    id: UUID
    code: str
    name: str
    channel_code: str
    allowed_origins: list[str]
    budget_per_minute: int | None
    trusted_documents_only: bool
    customer_group_code: str | None
    version: int
    created_at: datetime


class StorefrontTokenRow(NamedTuple):
    """A token as staff see it."""

    id: UUID
    storefront_id: UUID
    kind: TokenKind
    hint: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class BearerRow(NamedTuple):
    """A token with the storefront that it stands for."""

    token_id: UUID
    kind: TokenKind
    expires_at: datetime | None
    id: UUID
    code: str
    name: str
    channel_code: str
    allowed_origins: list[str]
    budget_per_minute: int | None
    trusted_documents_only: bool
    customer_group_code: str | None


class DocumentRow(NamedTuple):
    """A trusted document without its text."""

    document_id: str
    operation_names: list[str]
    pushed_at: datetime


class _Text(NamedTuple):
    text: str


class _Count(NamedTuple):
    storefront_id: UUID
    documents: int


def _live() -> ColumnElement[bool]:
    now = bindparam("now", type_=TIMESTAMP(timezone=True))
    return _token.revoked_at.is_(None) & or_(_token.expires_at.is_(None), _token.expires_at > now)


_storefronts = select(*(_storefront[name] for name in StorefrontRow._fields))
_tokens = select(*(_token[name] for name in StorefrontTokenRow._fields))
_after = bindparam("after", type_=Uuid())

storefronts_page = Read(
    _storefronts.where(or_(_after.is_(None), _storefront.id > _after))
    .order_by(_storefront.id)
    .limit(bindparam("limit", type_=Integer())),
    StorefrontRow,
)
"""The oldest first, behind an id or (None) from the start; `limit` None is all."""
storefronts_by_id = Read(_storefronts.where(_storefront.id == any_(array_parameter("ids", Uuid()))), StorefrontRow)
storefront_by_code = Read(_storefronts.where(_storefront.code == bindparam("code", type_=Text())), StorefrontRow)

live_tokens_of_storefronts = Read(
    _tokens.where(_token.storefront_id == any_(array_parameter("storefront_ids", Uuid())), _live()).order_by(_token.id),
    StorefrontTokenRow,
)
live_tokens_by_id = Read(_tokens.where(_token.id == any_(array_parameter("ids", Uuid())), _live()), StorefrontTokenRow)

storefront_by_token_hash = Read(
    select(
        _token.id.label("token_id"),
        _token.kind,
        _token.expires_at,
        *(_storefront[name] for name in BearerRow._fields[3:]),
    )
    .join_from(table_of(StorefrontToken), table_of(Storefront), _storefront.id == _token.storefront_id)
    .where(_token.token_hash == bindparam("token_hash", type_=LargeBinary()), _token.revoked_at.is_(None)),
    BearerRow,
)

document_text = Read(
    select(_document.text).where(
        _document.storefront_id == bindparam("storefront_id", type_=Uuid()),
        _document.document_id == bindparam("document_id", type_=Text()),
    ),
    _Text,
)
documents_of_storefront = Read(
    select(*(_document[name] for name in DocumentRow._fields))
    .where(_document.storefront_id == bindparam("storefront_id", type_=Uuid()))
    .order_by(_document.operation_names, _document.document_id),
    DocumentRow,
)
document_counts = Read(
    select(_document.storefront_id, func.count().label("documents"))
    .where(_document.storefront_id == any_(array_parameter("storefront_ids", Uuid())))
    .group_by(_document.storefront_id),
    _Count,
)
