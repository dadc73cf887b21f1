"""What must be known of those who answer for a product, before it is offered in the European Economic Area.

Regulation (EU) 2023/988 on general product safety, Article 19: the name and the postal and electronic addresses of the
manufacturer and, where that is not established in the Union, of a responsible person who is (Article 16).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.catalog.rules.audience import SAFETY_COUNTRIES
from app.core.described import DescribedEnum


class SafetyGap(DescribedEnum):
    """What is missing of a product's safety data."""

    MANUFACTURER = "MANUFACTURER", "The product names no manufacturer."
    MANUFACTURER_ADDRESS = "MANUFACTURER_ADDRESS", "The manufacturer has no postal address."
    MANUFACTURER_CONTACT = "MANUFACTURER_CONTACT", "The manufacturer has neither an e-mail address nor a website."
    RESPONSIBLE_PERSON = (
        "RESPONSIBLE_PERSON",
        "The manufacturer is outside the European Economic Area, and no one inside it is named to answer for it.",
    )
    RESPONSIBLE_PERSON_ADDRESS = "RESPONSIBLE_PERSON_ADDRESS", "The responsible person has no postal address."
    RESPONSIBLE_PERSON_CONTACT = (
        "RESPONSIBLE_PERSON_CONTACT",
        "The responsible person has neither an e-mail address nor a website.",
    )


class OperatorFacts(NamedTuple):
    """What the law asks about an economic operator."""

    name: str
    address_lines: Sequence[str]
    country_code: str
    email: str | None
    website: str | None


def safety_gaps(manufacturer: OperatorFacts | None, responsible_person: OperatorFacts | None) -> list[SafetyGap]:
    """All that is missing; empty where the product may be offered in every country of `SAFETY_COUNTRIES`."""
    return list(_gaps(manufacturer, responsible_person))


def needs_safety_data(country_codes: Iterable[str]) -> bool:
    """Whether one of these countries lets no product be offered without safety data."""
    return not SAFETY_COUNTRIES.isdisjoint(country_codes)


def _gaps(manufacturer: OperatorFacts | None, responsible: OperatorFacts | None) -> Iterator[SafetyGap]:
    if manufacturer is None or not manufacturer.name.strip():
        yield SafetyGap.MANUFACTURER
        return
    if not _has_address(manufacturer):
        yield SafetyGap.MANUFACTURER_ADDRESS
    if not _has_contact(manufacturer):
        yield SafetyGap.MANUFACTURER_CONTACT
    if manufacturer.country_code in SAFETY_COUNTRIES:
        return
    if responsible is None or responsible.country_code not in SAFETY_COUNTRIES or not responsible.name.strip():
        yield SafetyGap.RESPONSIBLE_PERSON
        return
    if not _has_address(responsible):
        yield SafetyGap.RESPONSIBLE_PERSON_ADDRESS
    if not _has_contact(responsible):
        yield SafetyGap.RESPONSIBLE_PERSON_CONTACT


def _has_address(operator: OperatorFacts) -> bool:
    return any(line.strip() for line in operator.address_lines)


def _has_contact(operator: OperatorFacts) -> bool:
    return bool((operator.email or "").strip() or (operator.website or "").strip())
