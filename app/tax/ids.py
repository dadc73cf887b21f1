"""Kinds of ids of tax, as clients see them."""

from app.core.ids import IdKind

TAX_RATE_ID = IdKind("tax_rate")
TAX_REGISTRATION_ID = IdKind("tax_registration")
