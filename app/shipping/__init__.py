"""How goods get from a warehouse to a country. Owns carriers, zones, delivery options and their prices.

Invariants: a country belongs to at most one zone; an option leads from one warehouse to one zone, and is offered in the
currencies that it has a price in.
"""

from app.shipping.ids import CARRIER_ID
from app.shipping.queries import (
    CarrierFacts,
    OptionFacts,
    all_option_names,
    carriers_by_id,
    load_carriers,
    options_to,
)
from app.shipping.rules.customs import crosses_customs_border
from app.shipping.rules.estimates import DeliveryEstimate, EstimateReason, Route, estimate_delivery
from app.shipping.rules.prices import delivery_amount, parcel_grams
from app.shipping.rules.warehouses import Allocation, Demand, Origin, allocate
from app.shipping.service import OptionDefinition, define_carrier, define_option, define_zone, name_option

__all__ = [
    "CARRIER_ID",
    "Allocation",
    "CarrierFacts",
    "DeliveryEstimate",
    "Demand",
    "EstimateReason",
    "OptionDefinition",
    "OptionFacts",
    "Origin",
    "Route",
    "all_option_names",
    "allocate",
    "carriers_by_id",
    "crosses_customs_border",
    "define_carrier",
    "define_option",
    "define_zone",
    "delivery_amount",
    "estimate_delivery",
    "load_carriers",
    "name_option",
    "options_to",
    "parcel_grams",
]
