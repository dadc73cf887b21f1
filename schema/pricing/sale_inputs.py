"""Inputs of sales."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

import strawberry
from strawberry import UNSET

from app.catalog import BRAND_ID, CATEGORY_ID, COLLECTION_ID, PRODUCT_ID
from app.core.ids import IdKind
from app.pricing import SaleChange, Targets
from schema.core.codes import CurrencyCode
from schema.core.scalars import LocalDateTime
from schema.pricing.codes import SaleKind
from schema.pricing.reading_inputs import CHANNELS, CODE, GROUPS, MARKETS, NAMES, VERSION
from schema.pricing.reading_inputs import cleared as read_cleared
from schema.pricing.reading_inputs import given as read_given
from schema.settings.inputs import LocalizedNameInput, pairs

_KIND = "How it reduces prices."
_LOCAL_START = (
    "When it begins, in the time zone of each market: a day is a day everywhere. Null, or past: since it is written "
    "down."
)
_LOCAL_END = "The first moment at which it no longer holds, likewise; null for never."
_PERCENT = "By how many percent prices fall: between 0 and 100, with at most two decimals. With the kind `PERCENT`."
_AMOUNTS = (
    "By how much prices fall, or to what, in each currency of its markets. With the kinds `AMOUNT` and `FIXED_PRICE`."
)
_TARGETS = "What it is for; nothing is everything."
_EXCLUDED = "What it is not for."
_PAUSED = "Whether it rests."


@strawberry.input(description="An amount in a currency.")
class MoneyInput:
    amount: Decimal = strawberry.field(description="In major units, such as 5.00.")
    currency_code: CurrencyCode = strawberry.field(description="The currency.")


@strawberry.input(description="The value of an attribute.")
class AttributeValueMatchInput:
    attribute: str = strawberry.field(description="The code of the attribute.")
    value: str = strawberry.field(
        description="The value that products or variants have: the code of one that can be selected, `true`, a number "
        "in the attribute's unit, a day, or words."
    )


@strawberry.input(description="Products that a sale is for: those that any of this is said of.")
class SaleTargetsInput:
    product_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="These products.")
    category_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Those of these categories and all below them."
    )
    collection_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Those of these collections."
    )
    brand_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Those of these brands.")
    attributes: list[AttributeValueMatchInput] = strawberry.field(
        default_factory=list, description="Those that, or of which a variant, has one of these values."
    )

    def to_targets(self) -> Targets:
        """As the use case takes them."""
        return _targets(self, [(each.attribute, each.value) for each in self.attributes])


@strawberry.input(
    description="Products that a sale is not for, whatever else is said: those that any of this is said of."
)
class SaleExclusionsInput:
    product_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="These products.")
    category_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Those of these categories and all below them."
    )
    collection_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Those of these collections."
    )
    brand_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description="Those of these brands.")

    def to_targets(self) -> Targets:
        """As the use case takes them."""
        return _targets(self)


def _targets(given: SaleTargetsInput | SaleExclusionsInput, attributes: Sequence[tuple[str, str]] = ()) -> Targets:
    def decoded(kind: IdKind, ids: Sequence[strawberry.ID]) -> list[Any]:
        return [kind.decode(each) for each in ids]

    return Targets(
        product_ids=decoded(PRODUCT_ID, given.product_ids),
        category_ids=decoded(CATEGORY_ID, given.category_ids),
        collection_ids=decoded(COLLECTION_ID, given.collection_ids),
        brand_ids=decoded(BRAND_ID, given.brand_ids),
        attributes=attributes,
    )


@strawberry.input(description="A sale to plan.")
class SaleCreateInput:
    code: str = strawberry.field(description=CODE)
    names: list[LocalizedNameInput] = strawberry.field(description=NAMES)
    kind: SaleKind = strawberry.field(description=_KIND)
    percent: Decimal | None = strawberry.field(default=UNSET, description=_PERCENT)
    amounts: list[MoneyInput] = strawberry.field(default_factory=list, description=_AMOUNTS)
    market_codes: list[str] = strawberry.field(default_factory=list, description=MARKETS)
    channel_codes: list[str] = strawberry.field(default_factory=list, description=CHANNELS)
    customer_group_codes: list[str] = strawberry.field(default_factory=list, description=GROUPS)
    targets: SaleTargetsInput | None = strawberry.field(default=UNSET, description=_TARGETS)
    excluded: SaleExclusionsInput | None = strawberry.field(default=UNSET, description=_EXCLUDED)
    starts_at: LocalDateTime | None = strawberry.field(default=UNSET, description=_LOCAL_START)
    ends_at: LocalDateTime | None = strawberry.field(default=UNSET, description=_LOCAL_END)
    is_paused: bool = strawberry.field(default=False, description=_PAUSED)

    def to_change(self) -> SaleChange:
        """What the sale is to say."""
        return _change(self)


@strawberry.input(description="What to change of a sale. What is left out stays as it is.")
class SaleUpdateInput:
    id: strawberry.ID = strawberry.field(description="The sale.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)
    names: list[LocalizedNameInput] | None = strawberry.field(default=UNSET, description=NAMES)
    kind: SaleKind | None = strawberry.field(default=UNSET, description=_KIND)
    percent: Decimal | None = strawberry.field(default=UNSET, description=_PERCENT)
    amounts: list[MoneyInput] | None = strawberry.field(default=UNSET, description=_AMOUNTS)
    market_codes: list[str] | None = strawberry.field(default=UNSET, description=MARKETS)
    channel_codes: list[str] | None = strawberry.field(default=UNSET, description=CHANNELS)
    customer_group_codes: list[str] | None = strawberry.field(default=UNSET, description=GROUPS)
    targets: SaleTargetsInput | None = strawberry.field(default=UNSET, description=f"{_TARGETS} It is replaced whole.")
    excluded: SaleExclusionsInput | None = strawberry.field(
        default=UNSET, description=f"{_EXCLUDED} It is replaced whole."
    )
    starts_at: LocalDateTime | None = strawberry.field(default=UNSET, description=_LOCAL_START)
    ends_at: LocalDateTime | None = strawberry.field(default=UNSET, description=_LOCAL_END)
    is_paused: bool | None = strawberry.field(default=UNSET, description=_PAUSED)

    def to_change(self) -> SaleChange:
        """The change. Null says something of start and end only; elsewhere it is as if left out."""
        return _change(self)


@strawberry.input(description="A sale to delete.")
class SaleDeleteInput:
    id: strawberry.ID = strawberry.field(description="The sale.")
    version: int | None = strawberry.field(default=UNSET, description=VERSION)


def _change(given: SaleCreateInput | SaleUpdateInput) -> SaleChange:
    change = read_given(
        given,
        names=pairs,
        kind=SaleKind,
        percent=Decimal,
        amounts=lambda amounts: [(str(each.currency_code), each.amount) for each in amounts],
        market_codes=list,
        channel_codes=list,
        targets=SaleTargetsInput.to_targets,
        excluded=SaleExclusionsInput.to_targets,
        is_paused=bool,
    )
    change |= {
        f"{name[:-3]}_local": value for name, value in read_cleared(given, starts_at=_as_is, ends_at=_as_is).items()
    }
    if isinstance(given.customer_group_codes, list):
        change["group_codes"] = given.customer_group_codes
    return cast(SaleChange, change)


def _as_is(moment: LocalDateTime) -> LocalDateTime:
    return moment
