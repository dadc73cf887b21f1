"""Types of storefronts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.execution import batched
from app.identity import Scope
from app.markets import AtlasCache
from app.storefronts import (
    STOREFRONT_ID,
    STOREFRONT_TOKEN_ID,
    StorefrontRow,
    StorefrontTokenRow,
    document_counts,
    live_tokens_by_id,
    live_tokens_of_storefronts,
    storefronts_by_id,
)
from schema.core.nodes import Node, register_node
from schema.markets.types import Channel
from schema.storefronts.codes import TokenKind


@strawberry.type(description="A token that says which storefront asks. What it reads was shown once, when it was made.")
class StorefrontToken(Node):
    kind: TokenKind = strawberry.field(description="Who may know it.")
    hint: str = strawberry.field(description="Its last characters, by which you tell tokens apart.")
    created_at: datetime = strawberry.field(description="When it was made.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute; null where it never was."
    )
    expires_at: datetime | None = strawberry.field(description="When it ends; null where it does not.")

    @classmethod
    def of(cls, row: StorefrontTokenRow) -> Self:
        return cls(
            id=strawberry.ID(STOREFRONT_TOKEN_ID.encode(row.id)),
            kind=row.kind,
            hint=row.hint,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
        )


@strawberry.type(description="A client of the API: a web shop, an app, a kiosk.")
class Storefront(Node):
    code: str = strawberry.field(description="A short name for commands, such as `web`.")
    name: str = strawberry.field(description="The name for people.")
    allowed_origins: list[str] = strawberry.field(
        description="The origins whose pages may ask with a token of this storefront, such as `https://shop.example`, "
        "`https://*.shop.example` or `*` for any.",
        directives=[at_most(20)],
    )
    budget_per_minute: int | None = strawberry.field(
        description="The cost that each of its viewers may spend in a minute: 0 is no budget, null is the shop's usual "
        "one."
    )
    trusted_documents_only: bool = strawberry.field(
        description="Whether it runs no documents but those that were pushed with `tradewind documents push`."
    )
    customer_group_code: str | None = strawberry.field(
        description="The customer group whose prices its shoppers see; null for everybody's."
    )
    version: int = strawberry.field(description="How often it was written: send it with `storefrontUpdate`.")
    created_at: datetime = strawberry.field(description="When it was made.")
    row: strawberry.Private[StorefrontRow]

    @batched(description="The channel through which it sees the shop.")
    @staticmethod
    async def channel(ctx: RequestContext, parents: Sequence["Storefront"]) -> Sequence[Channel]:
        atlas = await ctx.part(AtlasCache).get()
        return [Channel.of(ctx, atlas.channel(parent.row.channel_code)) for parent in parents]

    @batched(description="Its tokens that are good, the oldest first: at most a hundred.", hints=[at_most(10)])
    @staticmethod
    async def tokens(ctx: RequestContext, parents: Sequence["Storefront"]) -> Sequence[list[StorefrontToken]]:
        rows = await live_tokens_of_storefronts.all(ctx.db, storefront_ids=_ids(parents), now=ctx.now)
        return [[StorefrontToken.of(row) for row in rows if row.storefront_id == parent.row.id] for parent in parents]

    @batched(description="How many documents it trusts.")
    @staticmethod
    async def trusted_document_count(ctx: RequestContext, parents: Sequence["Storefront"]) -> Sequence[int]:
        rows = await document_counts.all(ctx.db, storefront_ids=_ids(parents))
        counts = {row.storefront_id: row.documents for row in rows}
        return [counts.get(parent.row.id, 0) for parent in parents]

    @classmethod
    def of(cls, row: StorefrontRow) -> Self:
        return cls(
            id=strawberry.ID(STOREFRONT_ID.encode(row.id)),
            code=row.code,
            name=row.name,
            allowed_origins=row.allowed_origins,
            budget_per_minute=row.budget_per_minute,
            trusted_documents_only=row.trusted_documents_only,
            customer_group_code=row.customer_group_code,
            version=row.version,
            created_at=row.created_at,
            row=row,
        )


def _ids(storefronts: Sequence[Storefront]) -> list[UUID]:
    return [storefront.row.id for storefront in storefronts]


async def changed_storefront(ctx: RequestContext, storefront_id: UUID | None) -> Storefront | None:
    """The storefront, for those who have just changed it."""
    row = await storefronts_by_id.first(ctx.db, ids=[storefront_id]) if storefront_id else None
    return Storefront.of(row) if row else None


async def changed_token(ctx: RequestContext, token_id: UUID) -> StorefrontToken | None:
    """The token, for those who have just changed it; None where it opens nothing any more."""
    row = await live_tokens_by_id.first(ctx.db, ids=[token_id], now=ctx.now)
    return StorefrontToken.of(row) if row else None


async def _load_storefronts(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[Storefront | None]:
    """For staff who may see them; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.STOREFRONTS_READ):
        return [None] * len(ids)
    rows = {row.id: row for row in await storefronts_by_id.all(ctx.db, ids=list(ids))}
    return [Storefront.of(rows[each]) if each in rows else None for each in ids]


async def _load_tokens(ctx: RequestContext, ids: Sequence[UUID]) -> Sequence[StorefrontToken | None]:
    if not ctx.viewer.may(Scope.STOREFRONTS_READ):
        return [None] * len(ids)
    rows = {row.id: row for row in await live_tokens_by_id.all(ctx.db, ids=list(ids), now=ctx.now)}
    return [StorefrontToken.of(rows[each]) if each in rows else None for each in ids]


register_node(STOREFRONT_ID, _load_storefronts)
register_node(STOREFRONT_TOKEN_ID, _load_tokens)
