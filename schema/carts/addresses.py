"""Addresses, as shoppers write and read them."""

from collections.abc import Mapping
from typing import Any, Self

import strawberry

from app.carts import Address as AddressValue
from schema.core.codes import CountryCode


@strawberry.type(description="Where goods go.")
class Address:
    first_name: str | None = strawberry.field(description="The given name; null where there is none.")
    last_name: str | None = strawberry.field(description="The family name; null where there is none.")
    organization: str | None = strawberry.field(description="The company or other organization; null for none.")
    line1: str | None = strawberry.field(description="Street and number.")
    line2: str | None = strawberry.field(description="What comes after: a floor, a building; null for nothing.")
    city: str | None = strawberry.field(description="The town; null where the country's addresses have none.")
    region: str | None = strawberry.field(description="The state, province, prefecture or emirate; null for none.")
    postal_code: str | None = strawberry.field(description="The postal code; null where the country has none.")
    country_code: CountryCode = strawberry.field(description="The country.")
    phone: str | None = strawberry.field(description="A telephone number in E.164, as +49301234567; null for none.")

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """What clients see of a stored address."""
        address = AddressValue.from_document(document)
        return cls(
            first_name=address.first_name,
            last_name=address.last_name,
            organization=address.organization,
            line1=address.line1,
            line2=address.line2,
            city=address.city,
            region=address.region,
            postal_code=address.postal_code,
            country_code=address.country_code,
            phone=address.phone,
        )


@strawberry.input(
    description="Where goods go. Which fields are needed depends on the country. Plain text of at most 200 characters "
    "each; empty text is as good as none."
)
class AddressInput:
    country_code: CountryCode = strawberry.field(description="The country.")
    first_name: str | None = strawberry.field(default=strawberry.UNSET, description="The given name.")
    last_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The family name. One of the names, or the organization, is needed."
    )
    organization: str | None = strawberry.field(
        default=strawberry.UNSET, description="The company or other organization."
    )
    line1: str | None = strawberry.field(default=strawberry.UNSET, description="Street and number.")
    line2: str | None = strawberry.field(default=strawberry.UNSET, description="What comes after: a floor, a building.")
    city: str | None = strawberry.field(default=strawberry.UNSET, description="The town.")
    region: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The state, province, prefecture or emirate, by code or by name, in its own script or in Latin.",
    )
    postal_code: str | None = strawberry.field(default=strawberry.UNSET, description="The postal code.")
    phone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="A telephone number for the carrier, as it is dialled in the country or with the country's code.",
    )

    def to_value(self) -> AddressValue:
        """The address as it was written."""
        return AddressValue(
            country_code=str(self.country_code),
            first_name=self.first_name or None,
            last_name=self.last_name or None,
            organization=self.organization or None,
            line1=self.line1 or None,
            line2=self.line2 or None,
            city=self.city or None,
            region=self.region or None,
            postal_code=self.postal_code or None,
            phone=self.phone or None,
        )
