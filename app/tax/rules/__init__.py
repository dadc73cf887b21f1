"""Pure rules of tax: which rates hold, what they make of an amount, and who charges none."""

from app.tax.rules.checks import RateRow, row_problems, rows_that_overlap
from app.tax.rules.places import is_country
from app.tax.rules.rates import EXEMPT, STANDARD, AppliedRate, DatedRate, TaxRates
from app.tax.rules.series import Series, by_series
from app.tax.rules.splitting import TaxPart, TaxPartAmount, TaxSplit, split_gross, split_net, split_tax
from app.tax.rules.treatment import INTRA_COMMUNITY_SUPPLY, Registration, TaxTreatment, Treatment, treatment
from app.tax.rules.vat_ids import UNION, VatId, read_vat_id

__all__ = [
    "EXEMPT",
    "INTRA_COMMUNITY_SUPPLY",
    "STANDARD",
    "UNION",
    "AppliedRate",
    "DatedRate",
    "RateRow",
    "Registration",
    "Series",
    "TaxPart",
    "TaxPartAmount",
    "TaxRates",
    "TaxSplit",
    "TaxTreatment",
    "Treatment",
    "VatId",
    "by_series",
    "is_country",
    "read_vat_id",
    "row_problems",
    "rows_that_overlap",
    "split_gross",
    "split_net",
    "split_tax",
    "treatment",
]
