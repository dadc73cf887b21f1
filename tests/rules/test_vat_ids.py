"""VAT ids as people write them, and who charges the tax of a sale to a business."""

from datetime import date

import pytest

from app.core.ids import new_id
from app.tax import INTRA_COMMUNITY_SUPPLY, Registration, TaxTreatment, Treatment, VatId, read_vat_id, treatment

READ = [
    # Published ids of large companies, and the examples of python-stdnum's documentation.
    ("ATU57194903", None, "ATU57194903"),
    ("at u 571 949 03", None, "ATU57194903"),
    ("BE697449992", None, "BE0697449992"),  # the leading zero came later
    ("DE 136,695 976", None, "DE136695976"),
    ("136695976", "DE", "DE136695976"),
    ("EL 094259216", None, "EL094259216"),
    ("GR 094259216", None, "EL094259216"),  # ISO's code for Greece, and not the Union's
    ("094259216", "GR", "EL094259216"),
    ("FR 61 954 506 077", None, "FR61954506077"),
    ("NL 4495445B01", None, "NL004495445B01"),
    ("XI 980 780 684", None, "XI980780684"),
    ("GB 980 780 684", None, "GB980780684"),
    ("CHE-107.787.577 IVA", None, "CHE107787577"),
    ("107.787.577 MWST", "CH", "CHE107787577"),
    ("CHE-107.787.577", "LI", "CHE107787577"),
    ("NO 995 525 828 MVA", None, "NO995525828MVA"),
    ("995525828", "NO", "NO995525828MVA"),
]

NOT_READ = [
    ("", None),
    ("DE", None),
    ("DE136695977", None),  # the check digit
    ("DE13669597", None),
    ("136695976", None),  # of no country
    ("136695976", "US"),
    ("EU372022452", None),  # the Union's one-stop shop: no business of a member state
    ("US123456789", None),
    ("ΕΛ094259216", None),  # Greek letters
    ("DE１３６６９５９７６", None),  # full-width digits
    ("DE136695976" + "0" * 200, None),
]


@pytest.mark.parametrize(("text", "country", "expected"), READ)
def test_what_is_one_however_it_is_written(text: str, country: str | None, expected: str) -> None:
    read = read_vat_id(text, country)

    assert str(read) == expected
    assert read_vat_id(expected) == read, "what is kept is read as itself"


@pytest.mark.parametrize(("text", "country"), NOT_READ)
def test_what_is_none(text: str, country: str | None) -> None:
    assert read_vat_id(text, country) is None


def test_greece_and_northern_ireland_have_prefixes_of_their_own() -> None:
    assert [
        (vat_id.country_code, vat_id.is_of_union)
        for text in ("EL094259216", "XI980780684", "GB980780684", "CHE107787577", "NO995525828MVA")
        if (vat_id := read_vat_id(text))
    ] == [("GR", True), ("GB", True), ("GB", False), ("CH", False), ("NO", False)]


TODAY = date(2026, 11, 22)
REVERSE = Treatment(TaxTreatment.REVERSE_CHARGE, INTRA_COMMUNITY_SUPPLY)
STANDARD = Treatment(TaxTreatment.STANDARD, None)
FRENCH = VatId("FR", "61954506077")
GERMAN = VatId("DE", "136695976")
GREEK = VatId("EL", "094259216")
NORTHERN_IRISH = VatId("XI", "980780684")
BRITISH = VatId("GB", "980780684")


def registered(
    country: str, *, is_home: bool = False, start: str = "2020-01-01", end: str | None = None
) -> Registration:
    valid_to = date.fromisoformat(end) if end else None
    return Registration(new_id(), country, f"{country}1", is_home, date.fromisoformat(start), valid_to, 1)


HOME = [registered("DE", is_home=True)]


@pytest.mark.parametrize(
    ("registrations", "country", "region", "vat_id", "expected"),
    [
        # Directive 2006/112/EC, Article 138(1): from one member state to another, to a business registered there.
        (HOME, "FR", None, FRENCH, REVERSE),
        (HOME, "GR", None, GREEK, REVERSE),
        (HOME, "MC", None, FRENCH, REVERSE),  # Article 7: Monaco is treated as France
        (HOME, "GB", "NIR", NORTHERN_IRISH, REVERSE),  # Windsor Framework, for goods
        # The buyer is registered in a member state other than that of departure: not only that of arrival.
        (HOME, "AT", None, FRENCH, REVERSE),
        # Domestic sales are taxed as usual.
        (HOME, "DE", None, GERMAN, STANDARD),
        (HOME, "DE", None, FRENCH, STANDARD),
        # The buyer is registered where the goods leave from.
        (HOME, "FR", None, GERMAN, STANDARD),
        # A consumer, or nobody knows.
        (HOME, "FR", None, None, STANDARD),
        # Goods that leave the Union are no intra-Community supply, whoever buys them.
        (HOME, "GB", None, BRITISH, STANDARD),
        (HOME, "GB", None, NORTHERN_IRISH, STANDARD),
        (HOME, "CH", None, FRENCH, STANDARD),
        # Article 6: parts of member states that the Directive does not apply to.
        (HOME, "ES", "TF", FRENCH, STANDARD),
        (HOME, "ES", "M", FRENCH, REVERSE),
        # A seller who is registered nowhere, outside the Union, not yet, or no longer.
        ([], "FR", None, FRENCH, STANDARD),
        ([registered("US", is_home=True)], "FR", None, FRENCH, STANDARD),
        ([registered("DE", is_home=True, start="2027-01-01")], "FR", None, FRENCH, STANDARD),
        ([registered("DE", is_home=True, end="2026-11-22")], "FR", None, FRENCH, STANDARD),
        ([registered("DE")], "FR", None, FRENCH, STANDARD),  # no home, and nobody said where the goods leave from
    ],
)
def test_who_charges_the_tax(
    registrations: list[Registration], country: str, region: str | None, vat_id: VatId | None, expected: Treatment
) -> None:
    found = treatment(registrations, day=TODAY, country_code=country, region_code=region, vat_id=vat_id)

    assert found == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("NL", REVERSE),  # registered there as well
        ("DE", REVERSE),
        ("FR", STANDARD),  # goods that stand in France are sold in France
        ("PL", STANDARD),  # not registered there
        ("CN", STANDARD),  # imported
    ],
)
def test_it_counts_where_the_goods_leave_from(origin: str, expected: Treatment) -> None:
    registrations = [*HOME, registered("NL"), registered("FR")]

    found = treatment(registrations, day=TODAY, country_code="FR", vat_id=FRENCH, from_country_code=origin)

    assert found == expected
