"""Use cases of storefronts. Each change is in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse_stale
from app.core.texts import is_line
from app.customers import load_customer_groups
from app.markets import AtlasCache
from app.storefronts import service
from app.storefronts.errors import StorefrontErrorCode
from app.storefronts.models import Storefront
from app.storefronts.rules import (
    LARGEST_BUDGET,
    LONGEST_CODE,
    LONGEST_NAME,
    MOST_ORIGINS,
    STOREFRONT_ID,
    is_code,
    read_origin,
)


class _Kept:
    """Of a change: this stays as it is."""


KEPT = _Kept()


@dataclass(frozen=True)
class StorefrontChange:
    """What of a storefront is to become what. `KEPT` stays as it is."""

    code: str | _Kept = KEPT
    name: str | _Kept = KEPT
    channel_code: str | _Kept = KEPT
    allowed_origins: Sequence[str] | _Kept = KEPT
    budget_per_minute: int | _Kept | None = KEPT
    trusted_documents_only: bool | _Kept = KEPT
    customer_group_code: str | _Kept | None = KEPT

    def values(self) -> dict[str, Any]:
        """What is to change, by column."""
        by_name = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in by_name.items() if value is not KEPT}


async def create_storefront(
    ctx: RequestContext,
    *,
    code: str,
    name: str,
    channel_code: str | None = None,
    allowed_origins: Sequence[str] = (),
    budget_per_minute: int | None = None,
    trusted_documents_only: bool = False,
    customer_group_code: str | None = None,
) -> UUID:
    """A new storefront, in the default channel unless another is named. Gives its id.

    Refuses with `StorefrontErrorCode` a code that is none or taken, a name, an origin or a budget that is none, and a
    channel or customer group that is not there.
    """
    if channel_code is None:
        channel_code = (await ctx.part(AtlasCache).get()).channel(None).code
    change = StorefrontChange(
        code, name, channel_code, allowed_origins, budget_per_minute, trusted_documents_only, customer_group_code
    )
    values = await _checked(ctx, change)
    async with ctx.transaction() as session:
        row = Storefront(**values, version=1)
        await _write(session, row)
        await record_change(
            session,
            ctx.viewer,
            "storefronts.created",
            STOREFRONT_ID.prefix,
            row.id,
            before=None,
            after=values,
        )
    return row.id


async def update_storefront(
    ctx: RequestContext, storefront_id: UUID | None, change: StorefrontChange, *, version: int | None = None
) -> UUID:
    """Change a storefront, where it still has this version (None: whichever it has). Gives its id.

    What is as it should be already makes no new version. Refuses as `create_storefront` does, and an id or a version
    that is not the storefront's.
    """
    values = await _checked(ctx, change)
    async with ctx.transaction() as session:
        row = await _locked(session, storefront_id, version)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            before = {name: getattr(row, name) for name in changed}
            for name, value in changed.items():
                setattr(row, name, value)
            row.version += 1
            await _write(session, row)
            await record_change(
                session,
                ctx.viewer,
                "storefronts.updated",
                STOREFRONT_ID.prefix,
                row.id,
                before=before,
                after=changed,
            )
    return row.id


async def delete_storefront(ctx: RequestContext, storefront_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a storefront with its tokens and documents, where it still has this version. Gives the id that it had."""
    async with ctx.transaction() as session:
        row = await _locked(session, storefront_id, version)
        before = {name: getattr(row, name) for name in ("code", "name", "channel_code")}
        await service.delete_storefront(session, row)
        await record_change(
            session, ctx.viewer, "storefronts.deleted", STOREFRONT_ID.prefix, row.id, before=before, after=None
        )
    return row.id


async def _checked(ctx: RequestContext, change: StorefrontChange) -> dict[str, Any]:
    """The values as they are stored. Refuses the first that is none."""
    values = change.values()
    if "code" in values and not is_code(values["code"]):
        raise _refusal(StorefrontErrorCode.INVALID_CODE, "code", longest=LONGEST_CODE)
    if "name" in values:
        if not is_line(values["name"], LONGEST_NAME):
            raise _refusal(StorefrontErrorCode.INVALID_NAME, "name", longest=LONGEST_NAME)
        values["name"] = values["name"].strip()
    if "channel_code" in values:
        atlas = await ctx.part(AtlasCache).get()
        if all(channel.code != values["channel_code"] for channel in atlas.channels):
            raise _refusal(StorefrontErrorCode.CHANNEL_NOT_FOUND, "channelCode")
    group = values.get("customer_group_code")
    if group is not None and all(each.code != group for each in await load_customer_groups(ctx.db)):
        raise _refusal(StorefrontErrorCode.CUSTOMER_GROUP_NOT_FOUND, "customerGroupCode", group=group)
    if "allowed_origins" in values:
        values["allowed_origins"] = _origins(values["allowed_origins"])
    budget = values.get("budget_per_minute")
    if budget is not None and not 0 <= budget <= LARGEST_BUDGET:
        raise _refusal(StorefrontErrorCode.INVALID_BUDGET, "budgetPerMinute", most=LARGEST_BUDGET)
    return values


def _origins(given: Sequence[str]) -> list[str]:
    """As browsers write them, each once, in the order in which they were given."""
    if len(given) > MOST_ORIGINS:
        raise _refusal(StorefrontErrorCode.TOO_MANY_ORIGINS, "allowedOrigins", most=MOST_ORIGINS)
    origins: dict[str, None] = {}
    for position, text in enumerate(given):
        origin = read_origin(text)
        if origin is None:
            raise _refusal(StorefrontErrorCode.INVALID_ORIGIN, "allowedOrigins", str(position))
        origins[origin] = None
    return list(origins)


async def _write(session: AsyncSession, row: Storefront) -> None:
    if not await service.write_storefront(session, row):
        raise _refusal(StorefrontErrorCode.CODE_TAKEN, "code")


async def _locked(session: AsyncSession, storefront_id: UUID | None, version: int | None) -> Storefront:
    row = await service.lock_storefront(session, storefront_id) if storefront_id else None
    if row is None:
        raise _refusal(StorefrontErrorCode.STOREFRONT_NOT_FOUND, "id")
    refuse_stale(StorefrontErrorCode.STALE_VERSION, version, row.version)
    return row


def _refusal(code: StorefrontErrorCode, *path: str, **facts: object) -> Refusal:
    return Refusal(Problem(code, ("input", *path), facts))
