"""Writes of shipping: definitions, by their codes. The same definition again changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.core.upsert import upsert_row, upsert_rows
from app.shipping.models import Carrier, DeliveryOption, DeliveryPrice, Zone, ZoneCountry


@dataclass(frozen=True)
class OptionDefinition:
    """A way to send parcels from a warehouse to a zone, and what it costs."""

    code: str
    warehouse_id: UUID
    zone_id: UUID
    carrier_id: UUID
    names: Mapping[str, str]
    min_days: int
    """Working days in transit, at least."""
    max_days: int
    customs_days: int
    """Working days at customs on the way, at most."""
    position: int
    prices: Mapping[str, tuple[int, int]]
    """By currency: the base and the amount per started kilogram, in minor units."""


async def define_carrier(session: AsyncSession, *, code: str, name: str, tracking_url: str | None) -> UUID:
    """Make the carrier of this code what is said here, and give its id."""
    return await upsert_row(session, Carrier, ["code"], {"code": code, "name": name, "tracking_url": tracking_url})


async def define_zone(session: AsyncSession, *, code: str, country_codes: Sequence[str]) -> UUID:
    """Let the zone of this code be these countries, and give its id. A country that another zone had moves here."""
    zone_id = await upsert_row(session, Zone, ["code"], {"code": code})
    await session.execute(
        delete(ZoneCountry).where(
            col(ZoneCountry.zone_id) == zone_id, col(ZoneCountry.country_code).not_in(country_codes)
        )
    )
    rows = [{"country_code": country_code, "zone_id": zone_id} for country_code in country_codes]
    await upsert_rows(session, ZoneCountry, ["country_code"], rows)
    return zone_id


async def name_option(session: AsyncSession, option_id: UUID, names: Mapping[str, str]) -> None:
    """Call the option so."""
    await session.execute(update(DeliveryOption).where(col(DeliveryOption.id) == option_id).values(names=dict(names)))


async def define_option(session: AsyncSession, option: OptionDefinition) -> UUID:
    """Make the option of this code, warehouse and zone what the definition says, and give its id."""
    option_id = await upsert_row(
        session,
        DeliveryOption,
        ["code", "warehouse_id", "zone_id"],
        {
            "code": option.code,
            "warehouse_id": option.warehouse_id,
            "zone_id": option.zone_id,
            "carrier_id": option.carrier_id,
            "names": dict(option.names),
            "min_days": option.min_days,
            "max_days": option.max_days,
            "customs_days": option.customs_days,
            "position": option.position,
        },
    )
    await session.execute(
        delete(DeliveryPrice).where(
            col(DeliveryPrice.option_id) == option_id, col(DeliveryPrice.currency_code).not_in(option.prices)
        )
    )
    await upsert_rows(
        session,
        DeliveryPrice,
        ["option_id", "currency_code"],
        [
            {
                "option_id": option_id,
                "currency_code": currency_code,
                "base_amount": base,
                "per_kilogram_amount": per_kilogram,
            }
            for currency_code, (base, per_kilogram) in option.prices.items()
        ],
    )
    return option_id
