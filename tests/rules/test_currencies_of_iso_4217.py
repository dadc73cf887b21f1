"""Currencies in use and their minor units, against ISO 4217 itself; cash steps, against CLDR's table."""

import pytest

from app.core.codes import currency_codes
from app.core.money import WITHOUT_MINOR_UNIT, Money, minor_digits, parse_amount


def codes(text: str) -> list[str]:
    return text.split()


# ISO 4217:2015, list one "Current currency & funds code list", columns "Alphabetic code" and "Minor unit", by SIX
# Financial Information (the maintenance agency), with its amendments up to the euro in Bulgaria (BGN gone on
# 1 January 2026). Funds codes (BOV, CHE, CHW, CLF, COU, MXV, USN, UYI, UYW) and the X codes of no country are below.
TWO = codes("""
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
    CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
    KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
    TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
""")
NONE = codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")
THREE = codes("BHD IQD JOD KWD LYD OMR TND")
DIGITS = {**dict.fromkeys(TWO, 2), **dict.fromkeys(NONE, 0), **dict.fromkeys(THREE, 3)}
FUNDS = {"BOV": 2, "CHE": 2, "CHW": 2, "CLF": 4, "COU": 2, "MXV": 2, "USN": 2, "UYI": 0, "UYW": 4}
NOT_APPLICABLE = codes("XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX")


def test_the_shop_sells_in_every_currency_of_the_list() -> None:
    assert currency_codes() == sorted(DIGITS)
    assert len(DIGITS) > 150


@pytest.mark.parametrize(("code", "digits"), sorted({**DIGITS, **FUNDS}.items()))
def test_minor_units_are_those_of_the_list(code: str, digits: int) -> None:
    assert minor_digits(code) == digits


def test_codes_whose_minor_unit_is_not_applicable_are_named() -> None:
    assert sorted(WITHOUT_MINOR_UNIT) == NOT_APPLICABLE
    assert {minor_digits(code) for code in NOT_APPLICABLE} == {0}


def test_decimals_that_people_leave_out_are_still_charged() -> None:
    assert parse_amount("12.50", "AFN") == 1250
    assert parse_amount("12.345", "IQD") == 12345
    assert str(Money(1250, "LBP")) == "12.50 LBP"


# CLDR 47, common/supplemental/supplementalData.xml, <fractions>: cashDigits and cashRounding.
