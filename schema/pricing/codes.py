"""Enumerations of pricing."""

from app.core.modes import BulkMode
from app.pricing import OldRates, PricingErrorCode, RoundingMode, SaleKind
from schema.core.codes import enumeration

__all__ = ["BulkMode", "OldRates", "PricingErrorCode", "RoundingMode", "SaleKind"]

enumeration(BulkMode)
enumeration(OldRates)
enumeration(PricingErrorCode)
enumeration(RoundingMode)
enumeration(SaleKind)
