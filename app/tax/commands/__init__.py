"""Use cases of tax. Each change that staff make is in the audit log."""

from app.tax.commands.classes import create_tax_class, delete_tax_class, update_tax_class
from app.tax.commands.rates import delete_rates, set_rates
from app.tax.commands.registrations import RegistrationWish, remove_registration, set_registration
from app.tax.commands.vat_ids import VatIdCheck, VatIdStatus, check_vat_id

__all__ = [
    "RegistrationWish",
    "VatIdCheck",
    "VatIdStatus",
    "check_vat_id",
    "create_tax_class",
    "delete_rates",
    "delete_tax_class",
    "remove_registration",
    "set_rates",
    "set_registration",
    "update_tax_class",
]
