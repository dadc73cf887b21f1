"""Payloads of exchange rates."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.currencies import ExchangeRateErrorCode
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, Outcome, UserError
from schema.currencies.types import ExchangeRate, shown_pair

enumeration(ExchangeRateErrorCode)


@strawberry.type(description="Why an exchange rate or a pair was not changed.")
class ExchangeRateUserError(UserError):
    code: ExchangeRateErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(description="Which version it has, with `STALE_VERSION`; else null.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=ExchangeRateErrorCode(problem.code), detail=stale_version(problem.detail))
            for problem in problems
        ]


@strawberry.interface(description="The outcome of a mutation of an exchange rate.")
class ExchangeRatePayload(MutationPayload):
    exchange_rate: ExchangeRate | None = strawberry.field(
        description="The pair as it is now; null when the request was refused."
    )
    user_errors: Sequence[ExchangeRateUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )

    @classmethod
    async def after(cls, ctx: RequestContext, outcome: Outcome[UUID]) -> Self:
        """What came of it: the pair as it is now, or why it is as before."""
        return cls(
            exchange_rate=await shown_pair(ctx, outcome.result),
            user_errors=ExchangeRateUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `exchangeRateSet`.")
class ExchangeRateSetPayload(ExchangeRatePayload):
    pass


@strawberry.type(description="The outcome of `exchangeRateRemove`.")
class ExchangeRateRemovePayload(ExchangeRatePayload):
    pass


@strawberry.type(description="The outcome of `currencyPairUpdate`.")
class CurrencyPairUpdatePayload(ExchangeRatePayload):
    pass
