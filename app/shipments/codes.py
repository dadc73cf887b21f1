"""The codes of tracking: one vocabulary, whatever each carrier says."""

from app.core.described import DescribedEnum


class TrackingCode(DescribedEnum):
    """What happened to a parcel, whatever the carrier calls it."""

    CREATED = "CREATED", "The shipment was announced to the carrier."
    LABEL_CREATED = "LABEL_CREATED", "A label was made."
    PICKED_UP = "PICKED_UP", "The carrier has the parcel."
    IN_TRANSIT = "IN_TRANSIT", "The parcel is on its way."
    HANDED_OVER = "HANDED_OVER", "The parcel was handed to the next carrier."
    EXPORT_CLEARED = "EXPORT_CLEARED", "Export customs let the parcel go."
    IN_CUSTOMS = "IN_CUSTOMS", "The parcel is with customs of the destination."
    CUSTOMS_DELAY = "CUSTOMS_DELAY", "Customs hold the parcel longer than usual."
    IMPORT_CLEARED = "IMPORT_CLEARED", "Import customs let the parcel in."
    DUTY_DUE = "DUTY_DUE", "Duty has to be paid before delivery."
    OUT_FOR_DELIVERY = "OUT_FOR_DELIVERY", "The parcel is on the delivery vehicle."
    DELIVERY_ATTEMPTED = "DELIVERY_ATTEMPTED", "Nobody could take the parcel."
    READY_FOR_PICKUP = "READY_FOR_PICKUP", "The parcel waits at a pick-up point."
    DELIVERED = "DELIVERED", "The parcel has arrived."
    RETURNED = "RETURNED", "The parcel went back to the sender."
    LOST = "LOST", "The carrier cannot find the parcel."
    DAMAGED = "DAMAGED", "The parcel was damaged."
    CANCELLED = "CANCELLED", "The shipment was called off."
    UNKNOWN = "UNKNOWN", "The carrier said something that has no code yet: see rawText."


class TrackingActor(DescribedEnum):
    """Who did it."""

    CARRIER = "CARRIER", "The carrier."
    CUSTOMS = "CUSTOMS", "A customs authority."
    MERCHANT = "MERCHANT", "The shop."
