"""Values of attributes are read strictly by their kind, and come back as they were given."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import AttributeKind, AttributeScope
from app.catalog.rules.attributes import AttributeDefinition, AttributeReader, Reference, as_given, references_in
from app.catalog.rules.safety import OperatorFacts, SafetyGap, needs_safety_data, safety_gaps
from app.catalog.rules.units import UNITS, converted, plain

LAMP = UUID(int=7)


def definition(kind: AttributeKind, **more: Any) -> AttributeDefinition:
    return AttributeDefinition("a", kind, AttributeScope.PRODUCT, **more)


def read(of: AttributeDefinition, value: Any) -> tuple[dict[str, Any], list[tuple[str, str, dict[str, Any]]]]:
    reader = AttributeReader("lamp", "en", {Reference("product", "lamp"): LAMP})
    stored, problems = reader.read([of], {"a": value}, ("attributes",))
    return stored, [(problem.code.value, ".".join(problem.path), dict(problem.facts)) for problem in problems]


TEXT = definition(AttributeKind.TEXT)
TEXTS = definition(AttributeKind.TEXT, is_localizable=True)
RICH = definition(AttributeKind.RICH_TEXT)
HEIGHT = definition(AttributeKind.NUMBER, unit="centimeter")
PAGES = definition(AttributeKind.NUMBER)
YES = definition(AttributeKind.BOOLEAN)
DAY = definition(AttributeKind.DATE)
FIT = definition(AttributeKind.SELECT, values=("slim", "wide"))
CARE = definition(AttributeKind.MULTI_SELECT, values=("wash", "iron", "dry"))
FILE = definition(AttributeKind.FILE)
OTHER = definition(AttributeKind.REFERENCE)


@pytest.mark.parametrize(
    ("of", "given_value", "stored"),
    [
        (TEXT, " Pure\x00  linen ", "Pure linen"),
        (TEXTS, {"en": "Linen", "de": " Leinen", "fr": ""}, {"en": "Linen", "de": "Leinen"}),
        (TEXTS, "Linen", {"en": "Linen"}),
        (RICH, "<p onclick=x>Soft</p><script>y</script>", "<p>Soft</p>"),
        (HEIGHT, {"amount": "12.50", "unit": "centimeter"}, "12.5"),
        (HEIGHT, {"amount": 1, "unit": "meter"}, "100"),
        (HEIGHT, {"amount": "1", "unit": "inch"}, "2.54"),
        (HEIGHT, 7, "7"),
        (PAGES, Decimal("1E+3"), "1000"),
        (PAGES, 0.1, "0.1"),
        (PAGES, "-0.00", "0"),
        (YES, False, False),
        (DAY, date(2027, 3, 31), "2027-03-31"),
        (DAY, "2027-03-31", "2027-03-31"),
        (FIT, "wide", "wide"),
        (CARE, ["dry", "wash", "dry"], ["wash", "dry"]),
        (CARE, "iron", ["iron"]),
        (FILE, "manual.pdf", {"source": "manual.pdf", "name": None}),
        (
            FILE,
            {"source": "https://a.test/m.pdf", "name": " Manual\n"},
            {"source": "https://a.test/m.pdf", "name": "Manual"},
        ),
        (OTHER, {"kind": "product", "slug": "lamp"}, {"kind": "product", "id": str(LAMP)}),
    ],
)
def test_values_have_one_stored_form(of: AttributeDefinition, given_value: Any, stored: Any) -> None:
    assert read(of, given_value) == ({"a": stored}, [])


@pytest.mark.parametrize("nothing", [None, "", []])
def test_an_empty_value_is_none_at_all_and_missing_where_one_is_required(nothing: Any) -> None:
    assert read(CARE, nothing) == ({}, [])
    required = definition(AttributeKind.MULTI_SELECT, values=("wash",), is_required=True)
    assert read(required, nothing) == ({}, [("ATTRIBUTE_MISSING", "attributes.a", {"attribute": "a"})])


def test_no_is_a_value() -> None:
    assert read(definition(AttributeKind.BOOLEAN, is_required=True), False) == ({"a": False}, [])


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (TEXT, {"en": "Linen"}),
        (TEXT, 5),
        (TEXTS, {"English": "Linen"}),
        (TEXTS, ["Linen"]),
        (HEIGHT, True),
        (HEIGHT, "ten"),
        (HEIGHT, "NaN"),
        (HEIGHT, float("inf")),
        (HEIGHT, "1e400"),
        (HEIGHT, "0.0000000001"),
        (HEIGHT, {"amount": "1", "unit": "meter", "more": 1}),
        (HEIGHT, {"unit": "meter"}),
        (YES, "true"),
        (YES, 1),
        (DAY, "31.3.2027"),
        (DAY, 20270331),
        (FIT, "loose"),
        (FIT, ["wide"]),
        (CARE, ["wash", "bleach"]),
        (CARE, [["wash"]]),
        (FILE, "../secret"),
        (FILE, "http://a.test/m.pdf"),
        (FILE, {"name": "Manual"}),
        (OTHER, "lamp"),
        (OTHER, {"kind": "order", "slug": "lamp"}),
        (OTHER, {"kind": "product", "slug": 7}),
    ],
)
def test_what_is_not_of_the_kind_is_refused(of: AttributeDefinition, value: Any) -> None:
    expected = ("ATTRIBUTE_VALUE_INVALID", "attributes.a", {"attribute": "a", "kind": of.kind.value})
    assert read(of, value) == ({}, [expected])


@pytest.mark.parametrize(
    ("of", "unit", "expected"), [(HEIGHT, "gram", "centimeter"), (HEIGHT, "cm", "centimeter"), (PAGES, "gram", "")]
)
def test_a_unit_of_something_else_is_refused(of: AttributeDefinition, unit: str, expected: str) -> None:
    facts = {"attribute": "a", "unit": unit, "expected": expected}
    assert read(of, {"amount": "1", "unit": unit}) == ({}, [("WRONG_UNIT", "attributes.a", facts)])


def test_unknown_attributes_and_references_are_told() -> None:
    reader = AttributeReader("lamp", "en", {})
    stored, problems = reader.read([OTHER], {"a": {"kind": "brand", "slug": "nord"}, "b": 1}, ("attributes",))

    assert stored == {}
    assert [(each.code, each.path, each.facts) for each in problems] == [
        (CatalogErrorCode.ATTRIBUTE_UNKNOWN, ("attributes", "b"), {"attribute": "b", "product_type": "lamp"}),
        (
            CatalogErrorCode.REFERENCE_UNKNOWN,
            ("attributes", "a"),
            {"attribute": "a", "field": "brand", "value": "nord"},
        ),
    ]
    assert list(references_in([OTHER], {"a": {"kind": "brand", "slug": "nord"}})) == [Reference("brand", "nord")]


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (TEXTS, {"en": "Linen", "de": "Leinen"}),
        (HEIGHT, {"amount": "12.5", "unit": "centimeter"}),
        (PAGES, "12"),
        (OTHER, {"kind": "product", "slug": "lamp"}),
        (FILE, {"source": "manual.pdf", "name": None}),
        (CARE, ["wash", "dry"]),
    ],
)
def test_what_is_stored_comes_back_as_it_was_given(of: AttributeDefinition, value: Any) -> None:
    stored, _ = read(of, value)
    assert as_given([of], stored, {LAMP: "lamp"}) == {"a": value}


def test_what_the_type_lost_and_what_is_gone_do_not_come_back() -> None:
    assert as_given([OTHER], {"a": {"kind": "product", "id": str(LAMP)}, "old": "x"}, {}) == {}


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False)


@given(NUMBERS, st.sampled_from(sorted(UNITS)))
def test_a_number_read_again_is_the_same(number: Decimal, unit: str) -> None:
    of = definition(AttributeKind.NUMBER, unit=unit)
    stored, problems = read(of, {"amount": str(number), "unit": unit})
    assert problems == []
    assert Decimal(stored["a"]) == number
    assert read(of, as_given([of], stored, {})["a"]) == (stored, [])


@given(NUMBERS)
def test_conversions_are_exact(number: Decimal) -> None:
    assert converted(number, "meter", "centimeter") == number * 100
    assert converted(number, "inch", "millimeter") == number * Decimal("25.4")
    assert converted(number, "pound", "gram") == number * Decimal("453.59237")
    assert converted(number, "gram", "meter") is None


def test_what_has_no_end_is_rounded_at_nine_decimals() -> None:
    assert converted(Decimal(1), "centimeter", "inch") == Decimal("0.393700787")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_plain_numbers_keep_their_value_and_have_no_exponent(number: Decimal) -> None:
    assert plain(number) == number
    assert "E" not in str(plain(number)) or plain(number).adjusted() < -6


MAKER = OperatorFacts("Maker", ["Street 1"], "DE", "a@maker.test", None)


@pytest.mark.parametrize(
    ("manufacturer", "responsible", "missing"),
    [
        (MAKER, None, []),
        (MAKER._replace(country_code="NO"), None, []),
        (MAKER._replace(email=None, website="https://maker.test"), None, []),
        (None, MAKER, [SafetyGap.MANUFACTURER]),
        (MAKER._replace(address_lines=[" "]), None, [SafetyGap.MANUFACTURER_ADDRESS]),
        (MAKER._replace(email=" "), None, [SafetyGap.MANUFACTURER_CONTACT]),
        (MAKER._replace(country_code="CN"), None, [SafetyGap.RESPONSIBLE_PERSON]),
        (MAKER._replace(country_code="GB"), MAKER, []),
        (MAKER._replace(country_code="CN"), MAKER._replace(country_code="CH"), [SafetyGap.RESPONSIBLE_PERSON]),
        (
            MAKER._replace(country_code="CN", email=None),
            MAKER._replace(address_lines=[], email=None),
            [
                SafetyGap.MANUFACTURER_CONTACT,
                SafetyGap.RESPONSIBLE_PERSON_ADDRESS,
                SafetyGap.RESPONSIBLE_PERSON_CONTACT,
            ],
        ),
    ],
)
def test_what_the_law_wants_to_know(
    manufacturer: OperatorFacts | None, responsible: OperatorFacts | None, missing: list[SafetyGap]
) -> None:
    assert safety_gaps(manufacturer, responsible) == missing


def test_the_law_holds_in_the_eea_only() -> None:
    assert needs_safety_data(["US", "IS"])
    assert not needs_safety_data(["US", "CH", "GB"])
