"""Enumerations of imports and exports: made before any type or input names them."""

from app.exchange import ExchangeErrorCode, ExchangeKind, ExchangeStatus, ExportFormat, ImportFormat
from schema.core.codes import enumeration

__all__ = ["ExchangeErrorCode", "ExchangeKind", "ExchangeStatus", "ExportFormat", "ImportFormat"]

enumeration(ExchangeErrorCode)
enumeration(ExchangeKind)
enumeration(ExchangeStatus)
enumeration(ExportFormat)
enumeration(ImportFormat)
