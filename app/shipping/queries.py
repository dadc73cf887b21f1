"""Reads of carriers and delivery options."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, any_, bindparam, select

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from app.shipping.models import Carrier, DeliveryOption, DeliveryPrice, Zone, ZoneCountry

_carrier = table_of(Carrier).c
_option = table_of(DeliveryOption).c
_price = table_of(DeliveryPrice).c
_country = table_of(ZoneCountry).c
_zone = table_of(Zone).c


class CarrierFacts(NamedTuple):
    """A company that carries parcels."""

    id: UUID
    code: str
    name: str
    tracking_url: str | None
    """An address with `{number}` in it, where the carrier shows a parcel."""


class OptionNames(NamedTuple):
    """What shoppers read of a way to send parcels from a warehouse to a zone."""

    id: UUID
    code: str
    warehouse_id: UUID
    zone_code: str
    names: dict[str, str]


class OptionFacts(NamedTuple):
    """A way to send a parcel from a warehouse, with its price in one currency: minor units of `currency_code`."""

    id: UUID
    code: str
    warehouse_id: UUID
    names: dict[str, str]
    min_days: int
    max_days: int
    customs_days: int
    position: int
    base_amount: int
    per_kilogram_amount: int
    carrier_id: UUID
    carrier_name: str
    currency_code: str


_carriers = Read(
    select(_carrier.id, _carrier.code, _carrier.name, _carrier.tracking_url).order_by(_carrier.code), CarrierFacts
)
_carriers_by_id = Read(
    select(_carrier.id, _carrier.code, _carrier.name, _carrier.tracking_url).where(
        _carrier.id == any_(array_parameter("ids", Uuid()))
    ),
    CarrierFacts,
)
all_option_names = Read(
    select(_option.id, _option.code, _option.warehouse_id, _zone.code.label("zone_code"), _option.names)
    .join_from(table_of(DeliveryOption), table_of(Zone), _zone.id == _option.zone_id)
    .order_by(_option.code, _option.id),
    OptionNames,
)
_options_to = Read(
    select(
        _option.id,
        _option.code,
        _option.warehouse_id,
        _option.names,
        _option.min_days,
        _option.max_days,
        _option.customs_days,
        _option.position,
        _price.base_amount,
        _price.per_kilogram_amount,
        _option.carrier_id,
        _carrier.name.label("carrier_name"),
        _price.currency_code,
    )
    .join_from(table_of(ZoneCountry), table_of(DeliveryOption), _option.zone_id == _country.zone_id)
    .join(table_of(DeliveryPrice), _price.option_id == _option.id)
    .join(table_of(Carrier), _carrier.id == _option.carrier_id)
    .where(
        _country.country_code == bindparam("country_code", type_=Text()),
        _price.currency_code == any_(array_parameter("currency_codes", Text())),
    )
    .order_by(_option.position, _option.code, _option.id),
    OptionFacts,
)


async def load_carriers(database: Database) -> list[CarrierFacts]:
    """All carriers, by their codes."""
    return await _carriers.all(database)


async def carriers_by_id(database: Database, ids: Sequence[UUID]) -> dict[UUID, CarrierFacts]:
    """Those of these carriers that exist."""
    return {row.id: row for row in await _carriers_by_id.all(database, ids=list(ids))} if ids else {}


async def options_to(database: Database, country_code: str, currency_codes: Sequence[str]) -> list[OptionFacts]:
    """Every option that leads to the country and has a price in one of the currencies, from whatever warehouse, in
    order. Of its prices the one in the first of the currencies.

    None: the country is not served.
    """
    found = await _options_to.all(
        database, country_code=country_code, currency_codes=list(dict.fromkeys(currency_codes))
    )
    best: dict[UUID, OptionFacts] = {}
    for option in found:
        known = best.get(option.id)
        if known is None or currency_codes.index(option.currency_code) < currency_codes.index(known.currency_code):
            best[option.id] = option
    return list(best.values())
