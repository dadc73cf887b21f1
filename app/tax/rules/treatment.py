"""Who charges the tax of a sale to a business: Articles 138 and 200 of Directive 2006/112/EC."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from app.core.described import DescribedEnum
from app.tax.rules.vat_ids import NORTHERN_IRELAND, UNION, VatId

INTRA_COMMUNITY_SUPPLY: Final = "Article 138 of Directive 2006/112/EC"
"""What an invoice without VAT refers to (Article 226(11) of the same)."""

_NORTHERN_IRISH: Final = ("GB", "NIR")
_OUTSIDE_UNION_VAT: Final = frozenset(
    [("ES", region) for region in ("CN", "GC", "TF", "CE", "ML")] + [("FI", "01"), ("GR", "69")]
)
"""Regions of member states that the Directive does not apply to (Article 6): the Canary Islands and their provinces,
Ceuta, Melilla, Åland, Mount Athos. The others of that list have country codes of their own or no code of ISO 3166-2."""


class TaxTreatment(DescribedEnum):
    """Who charges the tax of a sale."""

    STANDARD = "STANDARD", "The seller charges the tax of the destination."
    REVERSE_CHARGE = (
        "REVERSE_CHARGE",
        "The seller charges none: the buyer, a business of another member state, accounts for it.",
    )


class Treatment(NamedTuple):
    """How a sale is taxed, and what the invoice says of it."""

    treatment: TaxTreatment
    legal_basis: str | None = None
    """The provision that an invoice without tax names; None where tax is charged as usual."""


class Registration(NamedTuple):
    """Where the seller is registered for tax, from its first day up to and without `valid_to`."""

    id: UUID
    country_code: str
    number: str
    is_home: bool
    valid_from: date
    valid_to: date | None
    version: int

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def treatment(
    registrations: Sequence[Registration],
    *,
    day: date,
    country_code: str,
    region_code: str | None = None,
    vat_id: VatId | None,
    from_country_code: str | None = None,
) -> Treatment:
    """How goods that go to this country are taxed.

    `vat_id` is the buyer's, which a register has confirmed; None: a consumer, or nobody knows. `from_country_code` is
    where the goods leave from; None: the seller's home. No tax is charged where all of Article 138 is met: the goods
    leave one member state for another, the seller is registered in the first, and the buyer in any other than that.
    Everything else is taxed as usual, domestic sales among it.
    """
    standard = Treatment(TaxTreatment.STANDARD)
    valid = [each for each in registrations if each.holds_on(day)]
    origin = from_country_code or next((each.country_code for each in valid if each.is_home), None)
    if vat_id is None or not vat_id.is_of_union or origin is None:
        return standard
    if origin not in UNION or not any(each.country_code == origin for each in valid):
        return standard
    destination = _member_state(country_code, region_code)
    buyer = vat_id.prefix if vat_id.prefix == NORTHERN_IRELAND else vat_id.country_code
    if destination is None or origin in (destination, buyer):
        return standard
    return Treatment(TaxTreatment.REVERSE_CHARGE, INTRA_COMMUNITY_SUPPLY)


def _member_state(country_code: str, region_code: str | None) -> str | None:
    """The member state whose VAT goods bear there; None outside the Union's territory."""
    place = (country_code, region_code)
    if place == _NORTHERN_IRISH:
        return NORTHERN_IRELAND
    if country_code == "MC":
        return "FR"  # Article 7: Monaco is treated as France
    return country_code if country_code in UNION and place not in _OUTSIDE_UNION_VAT else None
