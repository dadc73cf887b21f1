"""Payloads of inventory."""

from collections.abc import Sequence
from typing import Self

import strawberry

from app.core.context import RequestContext
from app.core.errors import Problem
from app.inventory import StockErrorCode
from schema.core.codes import enumeration
from schema.core.details import InsufficientStock, detail_of
from schema.core.payloads import MutationPayload, UserError
from schema.inventory.types import Stock

enumeration(StockErrorCode)


@strawberry.type(description="Why stock was not changed.")
class StockUserError(UserError):
    code: StockErrorCode = strawberry.field(description="The reason, for programs.")
    detail: InsufficientStock | None = strawberry.field(
        description="How many pieces can be taken away, with `INSUFFICIENT_STOCK`; else null."
    )

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        errors = []
        for problem in problems:
            detail = detail_of(problem.detail)
            shown = detail if isinstance(detail, InsufficientStock) else None
            errors.append(cls.of(ctx, problem, code=StockErrorCode(problem.code), detail=shown))
        return errors


@strawberry.type(description="The outcome of `stockAdjust`.")
class StockAdjustPayload(MutationPayload):
    stock: Stock | None = strawberry.field(description="The stock as it is now; null when the request was refused.")
    replayed: bool = strawberry.field(
        description="Whether the same request under the same key had taken effect before, and nothing changed now."
    )
    user_errors: Sequence[StockUserError] = strawberry.field(
        description="Why the mutation was refused; empty when it succeeded."
    )
