"""What a country taxes, and whom. Owns dated rates by class of goods, region and component; gross, net and tax of an
amount; the seller's registrations; what registers say of VAT ids.

Invariants: every rate is a dated row with its source, never a constant in code; no two rates of the same tax hold on
one day; a place without a row for a day has no known rate, which is not a rate of zero; gross = net + tax = net + the
sum of the parts, to the last unit; what staff say of a rate is not overwritten by what the shop comes with. A day is
UTC's. The classes themselves are the catalog's: they are a property of goods.
"""

from app.tax.cache import TaxRatesCache
from app.tax.commands import (
    RegistrationWish,
    VatIdCheck,
    VatIdStatus,
    check_vat_id,
    create_tax_class,
    delete_rates,
    delete_tax_class,
    remove_registration,
    set_rates,
    set_registration,
    update_tax_class,
)
from app.tax.errors import TaxErrorCode
from app.tax.events import RatesChanged
from app.tax.ids import TAX_RATE_ID, TAX_REGISTRATION_ID
from app.tax.models import RateConfidence, RateOrigin
from app.tax.queries import list_rates, load_rates, load_registrations
from app.tax.registers import OfflineRegister, RegisterAnswer, VatRegister, VatRegisters, ViesRegister
from app.tax.rules import (
    EXEMPT,
    INTRA_COMMUNITY_SUPPLY,
    STANDARD,
    AppliedRate,
    DatedRate,
    RateRow,
    Registration,
    TaxPart,
    TaxPartAmount,
    TaxRates,
    TaxSplit,
    TaxTreatment,
    Treatment,
    VatId,
    read_vat_id,
    split_gross,
    split_net,
    split_tax,
    treatment,
)
from app.tax.service import RateOutcome, RateResult, load_reference, set_tax_rates

__all__ = [
    "EXEMPT",
    "INTRA_COMMUNITY_SUPPLY",
    "STANDARD",
    "TAX_RATE_ID",
    "TAX_REGISTRATION_ID",
    "AppliedRate",
    "DatedRate",
    "OfflineRegister",
    "RateConfidence",
    "RateOrigin",
    "RateOutcome",
    "RateResult",
    "RateRow",
    "RatesChanged",
    "RegisterAnswer",
    "Registration",
    "RegistrationWish",
    "TaxErrorCode",
    "TaxPart",
    "TaxPartAmount",
    "TaxRates",
    "TaxRatesCache",
    "TaxSplit",
    "TaxTreatment",
    "Treatment",
    "VatId",
    "VatIdCheck",
    "VatIdStatus",
    "VatRegister",
    "VatRegisters",
    "ViesRegister",
    "check_vat_id",
    "create_tax_class",
    "delete_rates",
    "delete_tax_class",
    "list_rates",
    "load_rates",
    "load_reference",
    "load_registrations",
    "read_vat_id",
    "remove_registration",
    "set_rates",
    "set_registration",
    "set_tax_rates",
    "split_gross",
    "split_net",
    "split_tax",
    "treatment",
    "update_tax_class",
]
