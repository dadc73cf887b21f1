"""The tax of a cart: by class of goods, by part, for businesses, by region."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.carts.rules.buyer import Buyer, update_buyer
from app.carts.rules.contents import CartContents, ShopFacts
from app.carts.rules.edits import Edit
from app.carts.rules.quote import quote
from app.carts.rules.refresh import refresh
from app.carts.rules.regions import region_of
from app.carts.rules.tax import sum_parts
from app.carts.rules.treatment import cart_treatment
from app.carts.values import QuotedLine, QuotedOption
from app.core.codes import currency_codes
from app.core.errors import WarningCode
from app.tax import (
    INTRA_COMMUNITY_SUPPLY,
    AppliedRate,
    Registration,
    TaxPart,
    TaxPartAmount,
    TaxTreatment,
    Treatment,
)
from tests.support.cart_facts import (
    MUG,
    MUG_LINE,
    OHIO,
    ROTTERDAM,
    SHIRT,
    SHIRT_LINE,
    STANDARD,
    cart,
    shop,
)

STOCK = {SHIRT: {ROTTERDAM: 10}, MUG: {ROTTERDAM: 10}}
GERMAN = "0.19"
REDUCED = AppliedRate(Decimal("0.07"), (TaxPart("VAT", Decimal("0.07")),))
"""Section 12(2) of the German Umsatzsteuergesetz."""
QUEBEC = AppliedRate(Decimal("0.14975"), (TaxPart("GST", Decimal("0.05")), TaxPart("QST", Decimal("0.09975"))))
"""Excise Tax Act, section 165(1); Act respecting the Québec sales tax, section 16."""
FREE = Treatment(TaxTreatment.REVERSE_CHARGE, INTRA_COMMUNITY_SUPPLY)


def test_each_line_is_taxed_by_its_class_and_the_delivery_at_the_standard_rate() -> None:
    goods = shop({SHIRT: 11900, MUG: 10700}, STOCK, classes={MUG: "books"}, rates={"books": REDUCED})
    shown = cart((SHIRT_LINE, SHIRT, 1, 11900), (MUG_LINE, MUG, 2, 10700), selections=[(ROTTERDAM, STANDARD, 670)])

    quoted = quote(shown, goods)

    # 19 % in 119.00 are 19.00; 7 % in 214.00 are 14.00; 19 % in 6.70 are 6.70 - 5.63 = 1.07.
    assert [(line.tax_rate, line.tax_amount) for line in quoted.lines] == [
        (Decimal("0.19"), 1900),
        (Decimal("0.07"), 1400),
    ]
    assert quoted.lines[1].taxes == (TaxPartAmount("VAT", Decimal("0.07"), 1400),)
    assert quoted.cost.tax == 1900 + 1400 + 107
    assert quoted.cost.taxes == (
        TaxPartAmount("VAT", Decimal("0.19"), 1900 + 107),
        TaxPartAmount("VAT", Decimal("0.07"), 1400),
    )


def test_two_taxes_of_one_place_are_told_apart() -> None:
    canadian = replace(
        shop({SHIRT: 9999}, STOCK, displays_tax=False, country="CA", currency="CAD"), tax_rates={"standard": QUEBEC}
    )
    before = cart((SHIRT_LINE, SHIRT, 1, 9999), country="CA", currency="CAD", address=False)

    quoted = quote(refresh(before, Edit(before), canadian).contents, canadian)

    # 14.975 % of 99.99 is 14.9735, rounded 14.97; of that 5/14.975 is 4.998 and 9.975/14.975 is 9.972.
    assert quoted.cost.taxes == (
        TaxPartAmount("GST", Decimal("0.05"), 500),
        TaxPartAmount("QST", Decimal("0.09975"), 997),
    )
    assert (quoted.cost.tax, quoted.cost.total) == (1497, 9999 + 1497)


RATES = st.lists(st.integers(0, 20000), min_size=1, max_size=3).map(
    lambda parts: AppliedRate(
        sum((Decimal(part) / 100000 for part in parts), Decimal()),
        tuple(TaxPart(f"T{number}", Decimal(part) / 100000) for number, part in enumerate(parts)),
    )
)


@given(
    st.lists(st.tuples(st.integers(1, 999), st.integers(0, 10**9), st.sampled_from(["a", "b"])), max_size=5),
    RATES,
    st.dictionaries(st.sampled_from(["a", "b"]), RATES, min_size=2),
    st.sampled_from(currency_codes()),
    st.booleans(),
)
def test_lines_and_parts_add_up_to_the_total(
    goods: list[tuple[int, int, str]],
    standard: AppliedRate,
    rates: dict[str, AppliedRate],
    currency: str,
    displays_tax: bool,
) -> None:
    variants = [UUID(int=1000 + number) for number in range(len(goods))]
    lines = [(key, key, quantity, amount) for key, (quantity, amount, _) in zip(variants, goods, strict=True)]
    facts = shop(
        {key: amount for key, _, _, amount in lines},
        {key: {ROTTERDAM: 999} for key in variants},
        classes={key: tax_class for key, (_, _, tax_class) in zip(variants, goods, strict=True)},
        displays_tax=displays_tax,
        currency=currency,
        grams=0,
    )
    facts = replace(facts, tax_rates={"standard": standard, **rates})
    shown = cart(*lines, selections=[(ROTTERDAM, STANDARD, 490)] if lines else [], currency=currency)

    quoted = quote(refresh(shown, Edit(shown), facts).contents, facts)

    delivered = [group.selected_option for group in quoted.groups if group.selected_option]
    taxed: list[QuotedLine | QuotedOption] = [*quoted.lines, *delivered]
    cost = quoted.cost
    assert quoted.differences == ()
    for line in quoted.lines:
        assert sum(part.amount for part in line.taxes) == line.tax_amount
        assert line.tax_rate is not None
        assert line.tax_amount == _tax(line.total_amount, line.tax_rate, displays_tax)
    for option in delivered:
        assert option.tax_amount == _tax(option.amount, standard.rate, displays_tax)
    assert cost.tax == sum(each.tax_amount or 0 for each in taxed)
    assert sum(part.amount for part in cost.taxes) == cost.tax
    assert cost.taxes == sum_parts(part for each in taxed for part in each.taxes)
    added = 0 if displays_tax else cost.tax
    assert cost.total == sum(line.total_amount for line in quoted.lines) + (cost.shipping or 0) + added


def _tax(amount: int, rate: Decimal, included: bool) -> int:
    """By decimals, rounded once."""
    exact = amount / (1 + rate) if included else amount * rate
    rounded = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return amount - rounded if included else rounded


def test_an_unknown_rate_of_one_line_leaves_the_tax_unknown() -> None:
    facts = shop({SHIRT: 100, MUG: 100}, STOCK, classes={MUG: "food"})

    cost = quote(cart((SHIRT_LINE, SHIRT, 1, 100), (MUG_LINE, MUG, 1, 100)), facts).cost

    assert (cost.tax, cost.taxes, cost.complete, cost.total) == (None, (), False, 200)


def test_a_buyer_who_accounts_for_the_tax_pays_none() -> None:
    facts = replace(shop({SHIRT: 10000}, STOCK), treatment=FREE)
    before = cart((SHIRT_LINE, SHIRT, 1, 11900), selections=[(ROTTERDAM, STANDARD, 580)])

    after = refresh(before, Edit(before), facts)
    quoted = quote(after.contents, facts)

    # 4.90 + 0.90 = 5.80 with 19 % are 4.87 without.
    assert [line.unit_amount for line in after.contents.lines] == [10000]
    assert [selection.amount for selection in after.contents.selections] == [487]
    assert (quoted.cost.tax, quoted.cost.taxes, quoted.cost.total) == (0, (), 10487)
    assert (quoted.tax_treatment, quoted.tax_note) == (TaxTreatment.REVERSE_CHARGE, INTRA_COMMUNITY_SUPPLY)
    assert quoted.differences == ()
    assert [warning.code for warning in after.warnings] == [WarningCode.PRICE_CHANGED]


def test_who_charges_the_tax_is_a_difference_where_prices_are_the_same() -> None:
    facts = shop({SHIRT: 10000}, STOCK, displays_tax=False)
    free = replace(facts, treatment=FREE)
    before = cart((SHIRT_LINE, SHIRT, 1, 10000))
    shown = refresh(before, Edit(before), free).contents

    assert quote(shown, free).differences == ()
    assert [(each.code, each.path) for each in quote(shown, facts).differences] == [
        (WarningCode.PRICE_CHANGED, ("cost", "tax"))
    ]


def test_a_tax_that_is_added_is_not_raised_behind_the_shoppers_back() -> None:
    before = cart((SHIRT_LINE, SHIRT, 1, 10000), country="US", currency="USD", address=False)
    then = shop({SHIRT: 10000}, STOCK, rate="0.06", displays_tax=False, country="US", currency="USD")
    now = shop({SHIRT: 10000}, STOCK, rate="0.07", displays_tax=False, country="US", currency="USD")
    shown = refresh(before, Edit(before), then).contents

    after = refresh(shown, Edit(shown), now)

    assert shown.cart.tax_amount == 600
    assert quote(shown, then).differences == ()
    assert [(each.code, each.path) for each in quote(shown, now).differences] == [
        (WarningCode.PRICE_CHANGED, ("cost", "tax"))
    ]
    assert [warning.code for warning in after.warnings] == [WarningCode.PRICE_CHANGED]
    assert (after.contents.cart.tax_amount, quote(after.contents, now).differences) == (700, ())


def _registered(*countries: str) -> Sequence[Registration]:
    return [
        Registration(UUID(int=number), country, "1", number == 0, date(2020, 1, 1), None, 1)
        for number, country in enumerate(countries)
    ]


def _of_business(vat_id: str, confirmed: bool = True, country: str = "DE") -> CartContents:
    contents = cart((SHIRT_LINE, SHIRT, 1, 11900), (MUG_LINE, MUG, 1, 100), country=country)
    return replace(contents, cart=contents.cart._replace(vat_id=vat_id, is_vat_id_confirmed=confirmed))


def _goods(mugs_in: UUID, country: str = "DE") -> ShopFacts:
    return shop({SHIRT: 11900, MUG: 100}, {SHIRT: {ROTTERDAM: 9}, MUG: {mugs_in: 9}}, country=country)


@pytest.mark.parametrize(
    ("vat_id", "confirmed", "country", "mugs_in", "registered", "expected"),
    [
        # Article 138(1) of Directive 2006/112/EC: from the Netherlands, where the seller is registered, to Germany.
        ("DE136695976", True, "DE", ROTTERDAM, ("NL",), TaxTreatment.REVERSE_CHARGE),
        ("DE136695976", False, "DE", ROTTERDAM, ("NL",), TaxTreatment.STANDARD),  # the register did not answer
        ("DE136695976", True, "DE", ROTTERDAM, ("DE",), TaxTreatment.STANDARD),  # not registered where goods leave
        ("NL004495445B01", True, "NL", ROTTERDAM, ("NL",), TaxTreatment.STANDARD),  # a domestic sale
        ("DE136695976", True, "DE", OHIO, ("NL",), TaxTreatment.STANDARD),  # some of it is an import
        ("DE136695976", True, "US", ROTTERDAM, ("NL",), TaxTreatment.STANDARD),  # an export
    ],
)
def test_who_charges_the_tax(
    vat_id: str, confirmed: bool, country: str, mugs_in: UUID, registered: tuple[str, ...], expected: TaxTreatment
) -> None:
    contents = _of_business(vat_id, confirmed, country)

    found = cart_treatment(contents, _goods(mugs_in, country), _registered(*registered))

    assert found.treatment is expected
    assert (found.legal_basis is not None) == (expected is TaxTreatment.REVERSE_CHARGE)


def test_an_empty_cart_is_taxed_as_usual() -> None:
    empty = replace(_of_business("DE136695976"), lines=())

    assert cart_treatment(empty, _goods(ROTTERDAM), _registered("NL")).treatment is TaxTreatment.STANDARD


def test_a_vat_id_is_set_kept_and_taken_away() -> None:
    facts = _goods(ROTTERDAM)
    known = update_buyer(_of_business("X"), Buyer(vat_id="DE136695976", is_vat_id_confirmed=True), facts).contents
    kept = update_buyer(known, Buyer(email="a@example.com"), facts).contents.cart
    gone = update_buyer(known, Buyer(vat_id=None, is_vat_id_confirmed=True), facts).contents.cart

    assert (kept.vat_id, kept.is_vat_id_confirmed) == ("DE136695976", True)
    assert (gone.vat_id, gone.is_vat_id_confirmed) == (None, False)


@pytest.mark.parametrize(
    ("country", "region", "postal_code", "expected"),
    [  # codes: ISO 3166-2; postal codes: the national posts
        ("US", "Ohio", "43215", "OH"),
        ("US", "oh", None, "OH"),
        ("CA", "Québec", "H2X 1Y4", "QC"),
        ("IN", "Delhi", "110001", "DL"),
        ("AE", "دبي", None, "DU"),
        ("ES", "Las Palmas", "35001", "CN"),
        ("ES", "Madrid", "28001", "M"),
        ("FI", None, "22100", "01"),
        ("GB", None, "bt1 5gs", "NIR"),
        ("GB", None, "SW1A 1AA", None),
        ("PT", None, "9500-150", "20"),
        ("DE", None, "10119", None),
        ("US", None, "43215", None),
    ],
)
def test_regions(country: str, region: str | None, postal_code: str | None, expected: str | None) -> None:
    assert region_of({"country_code": country, "region": region, "postal_code": postal_code}) == expected


def test_without_an_address_no_region_is_known() -> None:
    assert region_of(None) is None
