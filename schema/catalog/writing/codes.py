"""Enumerations of staff's catalog: made before any type or input names them."""

from app.catalog import CatalogErrorCode
from app.catalog.commands.products import BulkMode, SafetyPolicy
from app.catalog.models import MediaRole, MediaStatus, MediaType, RestrictionReason
from app.catalog.queries.staff import MissingPart, ProductStatus, StaffProductOrder
from app.catalog.rules.safety import SafetyGap
from schema.core.codes import enumeration

__all__ = [
    "BulkMode",
    "CatalogErrorCode",
    "MediaRole",
    "MediaStatus",
    "MediaType",
    "MissingPart",
    "ProductStatus",
    "RestrictionReason",
    "SafetyGap",
    "SafetyPolicy",
    "StaffProductOrder",
]

enumeration(BulkMode)
enumeration(CatalogErrorCode)
enumeration(MediaRole)
enumeration(MediaStatus)
enumeration(MediaType)
enumeration(MissingPart)
enumeration(ProductStatus)
enumeration(RestrictionReason, name="DestinationRestrictionReason")
enumeration(SafetyGap)
enumeration(SafetyPolicy)
enumeration(StaffProductOrder, name="CatalogProductSort")
