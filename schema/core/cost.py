"""What a cart or an order costs, part by part, and what a line of it costs."""

from collections.abc import Sequence
from typing import Protocol, Self

import strawberry

from app.admission import at_most
from app.core.money import Money as MoneyValue
from schema.core.money import Money
from schema.core.taxes import TaxAmount, TaxFacts


class CostFacts(Protocol):
    """The parts in minor units of one currency; None is not known yet. Carts and orders both have them."""

    @property
    def tax_included(self) -> bool: ...
    @property
    def complete(self) -> bool: ...
    @property
    def subtotal(self) -> int: ...
    @property
    def discount(self) -> int: ...
    @property
    def shipping(self) -> int | None: ...
    @property
    def duty(self) -> int | None: ...
    @property
    def fees(self) -> int | None: ...
    @property
    def tax(self) -> int | None: ...
    @property
    def taxes(self) -> Sequence[TaxFacts]: ...
    @property
    def total(self) -> int: ...
    @property
    def due_on_delivery(self) -> int | None: ...


@strawberry.type(
    description="What a cart or an order costs: total = subtotal - discount + shipping + duty + fees, and + tax where "
    "`taxIncluded` is false. A part that is null is not known, which is not the same as nothing."
)
class Cost:
    tax_included: bool = strawberry.field(description="Whether the other parts contain the tax.")
    complete: bool = strawberry.field(description="Whether every part is known.")
    subtotal: Money = strawberry.field(description="The lines together.")
    discount: Money = strawberry.field(description="What is taken off, as a positive amount.")
    shipping: Money | None = strawberry.field(
        description="Delivery; null until an option is chosen for every delivery group."
    )
    duty: Money | None = strawberry.field(description="Customs duty that is paid now; null where it is not known.")
    fees: Money | None = strawberry.field(description="Other charges that are paid now; null where they are not known.")
    tax: Money | None = strawberry.field(
        description="Value added tax or its like; null where no rate is known for the country."
    )
    taxes: list[TaxAmount] = strawberry.field(
        description="What each rate makes of `tax`: their sum is `tax`, exactly. Empty where that is null.",
        directives=[at_most(5)],
    )
    total: Money = strawberry.field(description="What is charged.")
    due_on_delivery: Money | None = strawberry.field(
        description="What the buyer pays at the door, in no other part; null where it is not known."
    )

    @classmethod
    def of(cls, facts: CostFacts, currency_code: str, locale: str) -> Self:
        """What clients see of the parts, written for this locale."""

        def known(amount: int) -> Money:
            return Money.of(MoneyValue(amount, currency_code), locale)

        def maybe(amount: int | None) -> Money | None:
            return Money.maybe(amount, currency_code, locale)

        return cls(
            tax_included=facts.tax_included,
            complete=facts.complete,
            subtotal=known(facts.subtotal),
            discount=known(facts.discount),
            shipping=maybe(facts.shipping),
            duty=maybe(facts.duty),
            fees=maybe(facts.fees),
            tax=maybe(facts.tax),
            taxes=TaxAmount.all_of(facts.taxes, currency_code, locale),
            total=known(facts.total),
            due_on_delivery=maybe(facts.due_on_delivery),
        )


@strawberry.type(description="What a line costs.")
class LineCost:
    total: Money = strawberry.field(description="The price of all its pieces, as prices are shown here.")
    tax: Money | None = strawberry.field(
        description="The tax of all its pieces: in `total` where the cost's `taxIncluded`, else on it. Null where no "
        "rate is known."
    )
    taxes: list[TaxAmount] = strawberry.field(
        description="What each rate makes of `tax`: their sum is `tax`, exactly. Empty where that is null.",
        directives=[at_most(3)],
    )

    @classmethod
    def of(cls, total: int, tax: int | None, taxes: Sequence[TaxFacts], currency_code: str, locale: str) -> Self:
        """The cost of a line of this total and this tax, in minor units."""
        return cls(
            total=Money.of(MoneyValue(total, currency_code), locale),
            tax=Money.maybe(tax, currency_code, locale),
            taxes=TaxAmount.all_of(taxes, currency_code, locale),
        )
