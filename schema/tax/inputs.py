"""Inputs of tax."""

from datetime import date
from decimal import Decimal

import strawberry
from strawberry import UNSET

from app.tax import STANDARD, RateConfidence, RateRow, RegistrationWish
from schema.core.codes import CountryCode, LanguageCode, enumeration

enumeration(RateConfidence)

_FROM = "The first day on which it holds."
_TO = "The first day on which it no longer holds; left out or null: no end is known."
_VERSION = "The version of it that you read; another one is refused. Left out: whichever it has."
_CODE = "A short name that does not change: small letters, digits and single hyphens, a letter first, at most 64."
_NAMES = "Its name by language, 1 to 120 characters each; English among them."


@strawberry.input(description="A rate of one tax, from a day on.")
class TaxRateInput:
    country_code: CountryCode = strawberry.field(description="The country.")
    region_code: str | None = strawberry.field(
        default=UNSET,
        description="The region: the part of its ISO 3166-2 code after the hyphen, such as `QC`; left out or null: the "
        "whole country, apart from regions with rates of their own.",
    )
    tax_class_code: str = strawberry.field(default=STANDARD, description="The code of the class of goods.")
    component: str = strawberry.field(
        default="VAT",
        description="What the tax is called in short: 2 to 16 capital letters, digits and underscores, a letter first. "
        "Several taxes of one place and class add up.",
    )
    rate: Decimal = strawberry.field(
        description="The rate as a fraction of the price without tax, from 0 to less than 1, with at most five "
        "decimals: 0.19 is 19 %. Zero is a rate: the goods bear the tax, and none of it is due."
    )
    valid_from: date = strawberry.field(description=_FROM)
    valid_to: date | None = strawberry.field(default=UNSET, description=_TO)
    source: str = strawberry.field(description="Where the rate is written: a law, a page of an authority.")
    confidence: RateConfidence = strawberry.field(default=RateConfidence.PUBLISHED, description="How sure it is.")

    def to_row(self) -> RateRow:
        return RateRow(
            country_code=str(self.country_code),
            rate=self.rate,
            valid_from=self.valid_from,
            source=self.source.strip(),
            valid_to=self.valid_to or None,
            region_code=self.region_code or None,
            tax_class_code=self.tax_class_code,
            component=self.component,
            confidence=self.confidence,
        )


@strawberry.input(description="Rates to write.")
class TaxRatesSetInput:
    rates: list[TaxRateInput] = strawberry.field(
        description="Up to 100 rates. One that has the place, class, tax and first day of a stored one replaces it. "
        "They are seen together: to change a rate from a day on, end the one that holds and begin the next."
    )


@strawberry.input(description="Rates to delete.")
class TaxRatesDeleteInput:
    ids: list[strawberry.ID] = strawberry.field(description="Up to 100 rates that staff set.")


@strawberry.input(description="A name of a tax class in one language.")
class TaxClassNameInput:
    language_code: LanguageCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name.")


def pairs(names: list[TaxClassNameInput]) -> list[tuple[str, str]]:
    """As use cases take them: tag and name."""
    return [(str(each.language_code), each.name.strip()) for each in names]


@strawberry.input(description="A tax class to make.")
class TaxClassCreateInput:
    code: str = strawberry.field(description=_CODE)
    names: list[TaxClassNameInput] = strawberry.field(description=_NAMES)


@strawberry.input(description="What to change of a tax class.")
class TaxClassUpdateInput:
    code: str = strawberry.field(description="The class.")
    names: list[TaxClassNameInput] = strawberry.field(description=f"{_NAMES} All of them.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)


@strawberry.input(description="A tax class to delete: one that no product and no rate has.")
class TaxClassDeleteInput:
    code: str = strawberry.field(description="The class.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)


@strawberry.input(description="Where the seller is registered for tax.")
class TaxRegistrationSetInput:
    id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="A registration to correct; left out: a new one."
    )
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)
    country_code: CountryCode = strawberry.field(description="The country.")
    number: str = strawberry.field(
        description="The VAT id, with or without the country's prefix; elsewhere the number that the country gives."
    )
    is_home: bool = strawberry.field(default=False, description="Whether the seller is established there.")
    valid_from: date = strawberry.field(description=_FROM)
    valid_to: date | None = strawberry.field(default=UNSET, description=_TO)

    def to_wish(self) -> RegistrationWish:
        return RegistrationWish(
            country_code=str(self.country_code),
            number=self.number,
            valid_from=self.valid_from,
            valid_to=self.valid_to or None,
            is_home=self.is_home,
        )


@strawberry.input(description="A registration that should never have been.")
class TaxRegistrationRemoveInput:
    id: strawberry.ID = strawberry.field(description="The registration.")
    version: int | None = strawberry.field(default=UNSET, description=_VERSION)


def version_of(given: int | None) -> int | None:
    """The version, where one was sent."""
    return given if isinstance(given, int) else None
