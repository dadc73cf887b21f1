"""Use cases of customer groups, as staff set the shop up. Each change is in the audit log.

They refuse with `SettingsErrorCode`, as the rest of the setup does.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.customers import service
from app.customers.queries import CustomerGroupRow, load_customer_groups
from app.events import WHOLE_SHOP
from app.markets import SettingsErrorCode, code_problems, load_atlas, name_problems, problem

_SUBJECT: Final = "customer_group"
"""In the audit log: groups have codes and no ids."""

InUse = Callable[[AsyncSession, str], Awaitable[bool]]
"""Whether a domain names the group of this code, so that it must stay."""


@dataclass(frozen=True)
class CustomerNeighbours:
    """What domains above know of groups; `app.wiring` joins them. A part of the context."""

    in_use: Sequence[InUse] = ()


async def create_customer_group(ctx: RequestContext, *, code: str, names: Sequence[tuple[str, str]]) -> str:
    """A new group, and its code. Refuses a code that is none or taken, and names."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        refuse(code_problems(code))
        if any(group.code == code for group in await load_customer_groups(ctx.db)):
            raise Refusal(problem(SettingsErrorCode.CODE_TAKEN, "code", code=code))
        refuse(name_problems(names, (await load_atlas(ctx.db)).language_fallbacks))
        await service.define_customer_group(session, code, dict(names))
        await record_change(
            session,
            ctx.viewer,
            "customers.group_created",
            _SUBJECT,
            WHOLE_SHOP,
            before=None,
            after={"code": code, "names": dict(names)},
        )
    return code


async def update_customer_group(
    ctx: RequestContext, code: str, *, names: Sequence[tuple[str, str]] | None, version: int | None = None
) -> str:
    """Name a group otherwise (None: as it is), where it still has this version (None: whichever). Gives its code."""
    async with ctx.transaction() as session:
        await lock_setup(session)
        group = await _found(ctx, code, version)
        if names is None or dict(names) == group.names:
            return code
        refuse(name_problems(names, (await load_atlas(ctx.db)).language_fallbacks))
        await service.name_customer_group(session, code, dict(names))
        await record_change(
            session,
            ctx.viewer,
            "customers.group_updated",
            _SUBJECT,
            WHOLE_SHOP,
            before={"code": code, "names": group.names},
            after={"code": code, "names": dict(names)},
        )
    return code


async def delete_customer_group(ctx: RequestContext, code: str, *, version: int | None = None) -> str:
    """Delete a group that nothing names, where it still has this version. Gives the code that it had.

    Refused: one that a storefront, a price list or a sale names.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        group = await _found(ctx, code, version)
        for names_it in ctx.part(CustomerNeighbours).in_use:
            if await names_it(session, code):
                raise Refusal(problem(SettingsErrorCode.IN_USE, "code", code=code))
        if not await service.delete_customer_group(session, code):
            raise Refusal(problem(SettingsErrorCode.IN_USE, "code", code=code))
        await record_change(
            session,
            ctx.viewer,
            "customers.group_deleted",
            _SUBJECT,
            WHOLE_SHOP,
            before={"code": code, "names": group.names},
            after=None,
        )
    return code


async def _found(ctx: RequestContext, code: str, version: int | None) -> CustomerGroupRow:
    group = next((each for each in await load_customer_groups(ctx.db) if each.code == code), None)
    if group is None:
        raise Refusal(problem(SettingsErrorCode.CUSTOMER_GROUP_NOT_FOUND, "code", code=code))
    refuse_stale(SettingsErrorCode.STALE_VERSION, version, group.version)
    return group
