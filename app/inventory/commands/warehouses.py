"""Warehouses, as staff set a shop up. Each change is in the audit log."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import available_timezones

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.inventory import service
from app.inventory.ids import WAREHOUSE_ID
from app.inventory.queries import WarehouseFacts, load_warehouses
from app.markets import (
    SettingsErrorCode,
    code_problems,
    load_atlas,
    name_problems,
    problem,
)

_FIELDS = ("code", "names", "country_code", "time_zone", "cut_off_hour")


class WarehouseChange(TypedDict, total=False):
    """What of a warehouse is to become what. What is left out stays."""

    names: Sequence[tuple[str, str]]
    country_code: str
    time_zone: str
    cut_off_hour: int


async def create_warehouse(
    ctx: RequestContext,
    *,
    code: str,
    names: Sequence[tuple[str, str]],
    country_code: str,
    time_zone: str,
    cut_off_hour: int,
) -> UUID:
    """A new warehouse, and its id.

    Refuses with `SettingsErrorCode` a code that is none or taken, names, a time zone and an hour that are none.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        refuse(code_problems(code))
        if any(each.code == code for each in await load_warehouses(ctx.db)):
            raise Refusal(problem(SettingsErrorCode.CODE_TAKEN, "code", code=code))
        change = WarehouseChange(names=names, country_code=country_code, time_zone=time_zone, cut_off_hour=cut_off_hour)
        values = {"code": code, **await _checked(ctx, change)}
        warehouse_id = await service.define_warehouse(session, **values)
        await record_change(
            session,
            ctx.viewer,
            "inventory.warehouse_created",
            WAREHOUSE_ID.prefix,
            warehouse_id,
            before=None,
            after=values,
        )
    return warehouse_id


async def update_warehouse(
    ctx: RequestContext, warehouse_id: UUID | None, change: WarehouseChange, *, version: int | None = None
) -> UUID:
    """Change a warehouse, where it still has this version (None: whichever it has), and give its id.

    Its code stays. What is as it should be already makes no new version.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        found = next((each for each in await load_warehouses(ctx.db) if each.id == warehouse_id), None)
        if found is None:
            raise Refusal(problem(SettingsErrorCode.WAREHOUSE_NOT_FOUND, "id"))
        refuse_stale(SettingsErrorCode.STALE_VERSION, version, found.version)
        before = _values_of(found)
        after = {**before, **await _checked(ctx, change)}
        changed = [name for name in _FIELDS if before[name] != after[name]]
        if changed:
            await service.define_warehouse(session, **after)
            await service.raise_warehouse_version(session, found.id)
            await record_change(
                session,
                ctx.viewer,
                "inventory.warehouse_updated",
                WAREHOUSE_ID.prefix,
                found.id,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return found.id


async def _checked(ctx: RequestContext, change: WarehouseChange) -> dict[str, Any]:
    """The values as they are stored. Refuses those that are none."""
    spoken = (await load_atlas(ctx.db)).language_fallbacks
    refuse(_problems(change, spoken))
    values: dict[str, Any] = dict(change)
    if "names" in change:
        values["names"] = dict(change["names"])
    return values


def _problems(change: WarehouseChange, spoken: Mapping[str, str | None]) -> Iterator[Problem]:
    if "names" in change:
        yield from name_problems(change["names"], spoken)
    if "time_zone" in change and change["time_zone"] not in available_timezones():
        yield problem(SettingsErrorCode.INVALID_TIME_ZONE, "timeZone")
    if "cut_off_hour" in change and not 0 <= change["cut_off_hour"] <= 24:
        yield problem(SettingsErrorCode.INVALID_HOUR, "cutOffHour")


def _values_of(warehouse: WarehouseFacts) -> dict[str, Any]:
    return {name: getattr(warehouse, name) for name in _FIELDS}
