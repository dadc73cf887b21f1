"""Customs borders between countries.

Membership of customs unions: the EU's customs territory by Article 4 of Regulation (EU) 952/2013, with Monaco;
Switzerland with Liechtenstein by the treaty of 1923; the United Kingdom with the Crown dependencies.
"""

_UNIONS = (
    frozenset({"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"})
    | frozenset({"IE", "IT", "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}),
    frozenset({"CH", "LI"}),
    frozenset({"GB", "GG", "IM", "JE"}),
)


def customs_area(country_code: str) -> frozenset[str]:
    """The countries between which goods move without customs: a union, or the country alone."""
    return next((union for union in _UNIONS if country_code in union), frozenset({country_code}))


def crosses_customs_border(from_country: str, to_country: str) -> bool:
    """Whether a parcel between the two countries goes through customs."""
    return to_country not in customs_area(from_country)
