"""What a country taxes. Owns dated standard rates of value added tax and its like.

Invariants: every rate is a dated row with its source, never a constant in code; a country without a row for a day has
no known rate, which is not a rate of zero. A day is UTC's.
"""

from app.tax.cache import TaxRatesCache
from app.tax.events import RatesChanged
from app.tax.queries import load_rates
from app.tax.rules import StandardRate, TaxRates
from app.tax.service import RateDefinition, define_rates

__all__ = ["RateDefinition", "RatesChanged", "StandardRate", "TaxRates", "TaxRatesCache", "define_rates", "load_rates"]
