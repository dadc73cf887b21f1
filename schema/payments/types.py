"""Payments and payment methods."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import Place, RequestContext
from app.core.money import Money as MoneyValue
from app.identity import Scope
from app.payments import (
    PAYMENT_ID,
    PAYMENT_METHOD_ID,
    PaymentMethodKind,
    PaymentMethodRow,
    PaymentProviders,
    PaymentRow,
    PaymentStatus,
    methods_by_id,
    methods_of_providers,
    payments_by_id,
    why_unavailable,
)
from i18n import translate
from schema.core.codes import enumeration
from schema.core.money import Money
from schema.core.nodes import Node, register_node
from schema.core.texts import in_language
from schema.payments.actions import NextAction, next_action_of

enumeration(PaymentMethodKind)
enumeration(PaymentStatus)


@strawberry.type(description="A way to pay.")
class PaymentMethod(Node):
    name: str = strawberry.field(description="The name in the request's language.")
    kind: PaymentMethodKind = strawberry.field(description="What kind of means it is.")

    @classmethod
    def of(cls, row: PaymentMethodRow, chain: tuple[str, ...]) -> Self:
        return cls(
            id=strawberry.ID(PAYMENT_METHOD_ID.encode(row.id)),
            name=in_language(row.names, chain),
            kind=row.kind,
        )


@strawberry.type(description="A payment method, and whether a cart can be paid by it.")
class PaymentOption:
    method: PaymentMethod = strawberry.field(description="The method.")
    available: bool = strawberry.field(description="Whether the cart can be paid by it.")
    reason: str | None = strawberry.field(
        description="Why the cart cannot be paid by it, in the shopper's language; null where it can."
    )


@strawberry.type(description="A payment of an order.")
class Payment(Node):
    status: PaymentStatus = strawberry.field(description="Where it stands.")
    amount: Money = strawberry.field(description="How much it is.")
    method: PaymentMethod = strawberry.field(description="How it is paid.")
    next_action: NextAction | None = strawberry.field(
        description="What the shopper has to do for it to go on; null where there is nothing to do."
    )

    @classmethod
    def of(cls, row: PaymentRow, method: PaymentMethodRow, place: Place) -> Self:
        """The payment as it is written at the place."""
        return cls(
            id=strawberry.ID(PAYMENT_ID.encode(row.id)),
            status=row.status,
            amount=Money.of(MoneyValue(row.amount, row.currency_code), place.locale),
            method=PaymentMethod.of(method, place.language_chain),
            next_action=next_action_of(row, place),
        )


async def methods_of(ctx: RequestContext, payments: Sequence[PaymentRow]) -> dict[UUID, PaymentMethodRow]:
    """The methods of these payments, by their ids."""
    method_ids = list({payment.method_id for payment in payments})
    return {row.id: row for row in await methods_by_id.all(ctx.db, ids=method_ids)} if method_ids else {}


async def options_to_pay(ctx: RequestContext, places: Sequence[tuple[str, str]]) -> list[list[PaymentOption]]:
    """The payment options of carts, by their country and currency: every method whose provider this shop has."""
    rows = await methods_of_providers.all(ctx.db, provider_codes=ctx.part(PaymentProviders).codes)
    return [[_option(row, country, currency, ctx.place.language_chain) for row in rows] for country, currency in places]


def _option(row: PaymentMethodRow, country: str, currency: str, chain: tuple[str, ...]) -> PaymentOption:
    why = why_unavailable(row.country_codes, row.currency_codes, country, currency)
    return PaymentOption(
        method=PaymentMethod.of(row, chain),
        available=why is None,
        reason=translate(f"MethodUnavailable.{why.value}", chain) if why else None,
    )


async def load_methods(ctx: RequestContext, ids: Sequence[UUID]) -> list[PaymentMethod | None]:
    """Payment methods in the order of the ids."""
    rows = {row.id: row for row in await methods_by_id.all(ctx.db, ids=list(ids))}
    return [PaymentMethod.of(rows[each], ctx.place.language_chain) if each in rows else None for each in ids]


async def load_payments(ctx: RequestContext, ids: Sequence[UUID]) -> list[Payment | None]:
    """Payments for staff; nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.ORDERS_READ):
        return [None] * len(ids)
    rows = {row.id: row for row in await payments_by_id.all(ctx.db, ids=list(ids))}
    methods = await methods_of(ctx, list(rows.values()))
    return [Payment.of(rows[each], methods[rows[each].method_id], ctx.place) if each in rows else None for each in ids]


register_node(PAYMENT_METHOD_ID, load_methods)
register_node(PAYMENT_ID, load_payments)
