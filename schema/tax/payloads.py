"""Payloads of tax."""

from collections.abc import Sequence
from typing import Self

import strawberry

from app.admission import at_most
from app.core.context import RequestContext
from app.core.errors import Problem
from app.tax import RateOutcome, RateResult, TaxErrorCode
from schema.core.codes import enumeration
from schema.core.details import StaleVersion, stale_version
from schema.core.payloads import MutationPayload, UserError
from schema.tax.types import TaxClass, TaxRate, TaxRegistration

enumeration(TaxErrorCode)
enumeration(RateOutcome)

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."
_REFUSED = "null when the request was refused."


@strawberry.type(description="Why something of tax was not changed.")
class TaxUserError(UserError):
    code: TaxErrorCode = strawberry.field(description="The reason, for programs.")
    detail: StaleVersion | None = strawberry.field(description="Which version it has, with `STALE_VERSION`; else null.")

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        return [
            cls.of(ctx, problem, code=TaxErrorCode(problem.code), detail=stale_version(problem.detail))
            for problem in problems
        ]


@strawberry.type(description="What became of one of the rates.")
class TaxRateResult:
    outcome: RateOutcome = strawberry.field(description="Whether it was written.")
    tax_rate: TaxRate | None = strawberry.field(description="The rate as it is now; null when it was refused.")
    errors: list[TaxUserError] = strawberry.field(
        description="Why it was refused, with paths into the input; empty when it was not.", directives=[at_most(5)]
    )

    @classmethod
    def all_of(cls, ctx: RequestContext, results: Sequence[RateResult]) -> list[Self]:
        return [
            cls(
                outcome=result.outcome,
                tax_rate=TaxRate.of(result.rate) if result.rate else None,
                errors=TaxUserError.all_of(ctx, [_placed(problem, place) for problem in result.problems]),
            )
            for place, result in enumerate(results)
        ]


def _placed(problem: Problem, place: int) -> Problem:
    path = ("input", "rates", str(place), *problem.path)
    return Problem(problem.code, path, problem.facts, problem.detail, problem.retryable)


@strawberry.type(description="The outcome of `taxRatesSet`.")
class TaxRatesSetPayload(MutationPayload):
    results: list[TaxRateResult] = strawberry.field(
        description="What became of each rate, in the order of the input; empty when the request was refused.",
        directives=[at_most(20)],
    )
    user_errors: Sequence[TaxUserError] = strawberry.field(
        description="Why the request was refused as a whole; empty when each rate was judged by itself."
    )


@strawberry.type(description="The outcome of `taxRatesDelete`.")
class TaxRatesDeletePayload(MutationPayload):
    deleted_tax_rate_ids: list[strawberry.ID] = strawberry.field(
        description="The ids that the rates had; empty when the request was refused.", directives=[at_most(20)]
    )
    user_errors: Sequence[TaxUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.interface(description="The outcome of a mutation of a tax class.")
class TaxClassPayload(MutationPayload):
    tax_class: TaxClass | None = strawberry.field(description=f"The class as it is now; {_REFUSED}")
    user_errors: Sequence[TaxUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `taxClassCreate`.")
class TaxClassCreatePayload(TaxClassPayload):
    pass


@strawberry.type(description="The outcome of `taxClassUpdate`.")
class TaxClassUpdatePayload(TaxClassPayload):
    pass


@strawberry.type(description="The outcome of `taxClassDelete`.")
class TaxClassDeletePayload(MutationPayload):
    deleted_code: str | None = strawberry.field(description=f"The code that the class had; {_REFUSED}")
    user_errors: Sequence[TaxUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `taxRegistrationSet`.")
class TaxRegistrationSetPayload(MutationPayload):
    tax_registration: TaxRegistration | None = strawberry.field(
        description=f"The registration as it is now; {_REFUSED}"
    )
    user_errors: Sequence[TaxUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="The outcome of `taxRegistrationRemove`.")
class TaxRegistrationRemovePayload(MutationPayload):
    removed_tax_registration_id: strawberry.ID | None = strawberry.field(
        description=f"The id that the registration had; {_REFUSED}"
    )
    user_errors: Sequence[TaxUserError] = strawberry.field(description=_USER_ERRORS)
