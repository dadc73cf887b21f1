"""Addresses and e-mail: what a shopper may write, and what the shop keeps of it.

Telephone numbers are judged by libphonenumber, e-mail addresses by RFC 5322 and 6531 without asking the network.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from app.carts.errors import CartErrorCode
from app.carts.rules.address_forms import address_form
from app.core.errors import Problem, Refusal

LONGEST_TEXT = 200

_PATH = ("input", "shippingAddress")

_INPUT_NAMES = {
    "first_name": "firstName",
    "last_name": "lastName",
    "postal_code": "postalCode",
    "country_code": "countryCode",
}
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the text around them, on labels too. Letters that are written from right to left need none of them."""


@dataclass(frozen=True)
class Address:
    """Where goods go. Texts are trimmed; None is left out."""

    country_code: str
    """ISO 3166-1 alpha-2."""
    first_name: str | None = None
    last_name: str | None = None
    organization: str | None = None
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    """A state, province or prefecture, by its code or its name."""
    postal_code: str | None = None
    phone: str | None = None
    """E.164 once it is checked."""

    def to_document(self) -> dict[str, Any]:
        """JSON values, as carts and orders keep them."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The inverse of `to_document`."""
        return cls(**document)


def checked_address(written: Address) -> Address:
    """The address as the shop keeps it; refused with a problem for each field that is wrong."""
    texts = {name: _clean(text) for name, text in asdict(written).items() if name != "country_code"}
    address = Address(written.country_code, **texts)
    problems = list(_text_problems(texts))
    if not problems:
        problems = [*_name_problems(address), *_form_problems(address), *_phone_problems(address)]
    if problems:
        raise Refusal(*problems)
    return replace(address, phone=_international(address))


def checked_email(written: str) -> str:
    """The e-mail address, normalised."""
    try:
        return validate_email(written.strip(), check_deliverability=False).normalized
    except (EmailNotValidError, UnicodeError) as error:
        raise Refusal(Problem(CartErrorCode.INVALID_EMAIL, ("input", "email"))) from error


def _clean(text: str | None) -> str | None:
    return unicodedata.normalize("NFC", text).strip() or None if text else None


def _text_problems(texts: Mapping[str, str | None]) -> Iterator[Problem]:
    for name, text in texts.items():
        if text and not _is_plain(text):
            yield Problem(CartErrorCode.INVALID_TEXT, _path(name), {"longest": LONGEST_TEXT})


def _is_plain(text: str) -> bool:
    """Whether the text can stand on a label and on a page: no markup, nothing that does not print, not too long."""
    return len(text) <= LONGEST_TEXT and not any(
        each in "<>" or each in _BIDI_CONTROLS or unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")
        for each in text
    )


def _name_problems(address: Address) -> Iterator[Problem]:
    """A parcel needs somebody to take it. One name is enough: not everybody has two."""
    if not (address.first_name or address.last_name or address.organization):
        yield Problem(CartErrorCode.ADDRESS_FIELD_REQUIRED, _path("last_name"))


def _form_problems(address: Address) -> Iterator[Problem]:
    form = address_form(address.country_code)
    for name in form.required:
        if getattr(address, name) is None:
            yield Problem(CartErrorCode.ADDRESS_FIELD_REQUIRED, _path(name))
    if address.region and form.regions and address.region.casefold() not in form.regions:
        yield Problem(CartErrorCode.INVALID_REGION, _path("region"))
    if address.postal_code and not form.has_postal_code(address.postal_code, address.region):
        yield Problem(CartErrorCode.INVALID_POSTAL_CODE, _path("postal_code"))


def _phone_problems(address: Address) -> Iterator[Problem]:
    if address.phone and _international(address) is None:
        yield Problem(CartErrorCode.INVALID_PHONE, _path("phone"))


def _international(address: Address) -> str | None:
    """The telephone number in E.164; None where it is none."""
    if not address.phone:
        return None
    try:
        number = phonenumbers.parse(address.phone, address.country_code)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _path(name: str) -> tuple[str, ...]:
    return (*_PATH, _INPUT_NAMES.get(name, name))
