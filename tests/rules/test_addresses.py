"""What shoppers may write as addresses and e-mail, and what is kept of it."""

from dataclasses import replace

import pytest

from app.carts.errors import CartErrorCode
from app.carts.rules.addresses import Address, checked_address, checked_email
from app.core.errors import Refusal

BERLIN = Address("DE", first_name="Ana", last_name="Keller", line1="Torstr. 1", city="Berlin", postal_code="10119")


@pytest.mark.parametrize(
    "address",
    [
        BERLIN,
        Address("GB", last_name="O'Brien", line1="10 Downing Street", city="London", postal_code="SW1A 2AA"),
        Address("US", last_name="Lee", line1="1 Main St", city="Columbus", region="Ohio", postal_code="43215"),
        Address("US", last_name="Lee", line1="1 Main St", city="Columbus", region="oh", postal_code="43215-1234"),
        Address(
            "JP", last_name="山田", first_name="花子", line1="道玄坂1-2-3", region="東京都", postal_code="150-0043"
        ),
        Address(
            "JP", last_name="Yamada", line1="1-2-3 Dogenzaka", city="Shibuya", region="Tokyo", postal_code="1500043"
        ),
        Address("CN", last_name="王", line1="科技园路1号", city="深圳市", region="广东省", postal_code="518000"),
        Address("CN", last_name="Wang", line1="1 Keji Rd", city="Shenzhen", region="Guangdong", postal_code="518000"),
        Address("AE", last_name="محمد", line1="شارع الشيخ زايد 1", region="دبي"),
        Address("AE", organization="Dune Trading LLC", line1="1 Sheikh Zayed Road", region="Dubai"),
        Address("IE", last_name="Ní Bhriain", line1="1 Main Street", city="Dublin"),
    ],
    ids=lambda address: f"{address.country_code}-{address.region}",
)
def test_addresses_are_kept_as_they_were_written(address: Address) -> None:
    assert checked_address(address) == address
    assert Address.from_document(address.to_document()) == address


def test_texts_are_trimmed_and_composed_and_empty_ones_left_out() -> None:
    written = replace(BERLIN, first_name="  Ana ", city="Ko\u0308ln", line2="  ", organization="")

    kept = checked_address(written)

    assert (kept.first_name, kept.city, kept.line2, kept.organization) == ("Ana", "K\u00f6ln", None, None)


@pytest.mark.parametrize(
    ("country", "address", "problems"),
    [
        ("DE", {"line1": None, "city": "", "postal_code": " "}, ["city", "postalCode", "line1"]),
        ("US", {"postal_code": "43215"}, ["region"]),
        ("JP", {"postal_code": "150-0043", "city": None}, ["region"]),
        ("DE", {"first_name": None, "last_name": None}, ["lastName"]),
    ],
)
def test_fields_that_the_country_needs(country: str, address: dict[str, str | None], problems: list[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        checked_address(replace(BERLIN, country_code=country, **address))

    assert sorted((problem.code, problem.path) for problem in refusal.value.problems) == sorted(
        (CartErrorCode.ADDRESS_FIELD_REQUIRED, ("input", "shippingAddress", field)) for field in problems
    )


@pytest.mark.parametrize(
    ("country", "address", "code", "field"),
    [
        ("DE", {"postal_code": "1011"}, CartErrorCode.INVALID_POSTAL_CODE, "postalCode"),
        ("DE", {"postal_code": "ABCDE"}, CartErrorCode.INVALID_POSTAL_CODE, "postalCode"),
        ("GB", {"postal_code": "10119"}, CartErrorCode.INVALID_POSTAL_CODE, "postalCode"),
        ("US", {"region": "OH", "postal_code": "90210"}, CartErrorCode.INVALID_POSTAL_CODE, "postalCode"),
        ("US", {"region": "Bavaria", "postal_code": "43215"}, CartErrorCode.INVALID_REGION, "region"),
        ("DE", {"phone": "12"}, CartErrorCode.INVALID_PHONE, "phone"),
        ("DE", {"phone": "call me"}, CartErrorCode.INVALID_PHONE, "phone"),
        ("DE", {"first_name": "<b>Ana</b>"}, CartErrorCode.INVALID_TEXT, "firstName"),
        ("DE", {"last_name": "<script>alert(1)</script>"}, CartErrorCode.INVALID_TEXT, "lastName"),
        ("DE", {"first_name": "Ana\x00"}, CartErrorCode.INVALID_TEXT, "firstName"),
        ("DE", {"city": "Ber\nlin"}, CartErrorCode.INVALID_TEXT, "city"),
        ("DE", {"line1": "Torstr.\u20281"}, CartErrorCode.INVALID_TEXT, "line1"),
        ("DE", {"last_name": "\u202ereversed"}, CartErrorCode.INVALID_TEXT, "lastName"),
        ("DE", {"organization": "half \ud800 a letter"}, CartErrorCode.INVALID_TEXT, "organization"),
        ("DE", {"line2": "x" * 201}, CartErrorCode.INVALID_TEXT, "line2"),
        ("DE", {"phone": "\x1b[31m"}, CartErrorCode.INVALID_TEXT, "phone"),
    ],
)
def test_what_is_refused(country: str, address: dict[str, str], code: CartErrorCode, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        checked_address(replace(BERLIN, country_code=country, **address))

    assert [(problem.code, problem.path) for problem in refusal.value.problems] == [
        (code, ("input", "shippingAddress", field))
    ]


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("DE", "030 1234567", "+49301234567"),
        ("DE", "+49 (0)30 1234567", "+49301234567"),
        ("DE", "+81 3-1234-5678", "+81312345678"),
        ("AE", "٠٥٠١٢٣٤٥٦٧", "+971501234567"),
    ],
)
def test_telephone_numbers(country: str, written: str, kept: str) -> None:
    address = replace(BERLIN, country_code=country, phone=written, region="Dubai" if country == "AE" else None)

    assert checked_address(address).phone == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ana@example.com", "ana@example.com"),
        ("  ana@EXAMPLE.com ", "ana@example.com"),
        ("用户@例子.广告", "用户@例子.广告"),
        ("o'brien+shop@example.co.uk", "o'brien+shop@example.co.uk"),
    ],
)
def test_email(written: str, kept: str) -> None:
    assert checked_email(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", " ", "ana", "ana@", "@example.com", "ana@localhost", "ana@@example.com", "a b@example.com", "ana@example",
     "<ana@example.com>", "ana@example.com\r\nBcc: x@example.com", "ana\x00@example.com", "\ud800@example.com",
     "a" * 250 + "@example.com"],
)  # fmt: skip
def test_what_is_no_email(written: str) -> None:
    with pytest.raises(Refusal) as refusal:
        checked_email(written)

    assert [(problem.code, problem.path) for problem in refusal.value.problems] == [
        (CartErrorCode.INVALID_EMAIL, ("input", "email"))
    ]
