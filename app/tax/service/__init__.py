"""Writes of tax."""

from app.tax.service.rates import RateOutcome, RateResult, set_tax_rates
from app.tax.service.reference import load_reference, remove_tax_rates
from app.tax.service.registrations import keep_answer, put_registration, remove_registration

__all__ = [
    "RateOutcome",
    "RateResult",
    "keep_answer",
    "load_reference",
    "put_registration",
    "remove_registration",
    "remove_tax_rates",
    "set_tax_rates",
]
