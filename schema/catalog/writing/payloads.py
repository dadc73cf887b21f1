"""Payloads of products."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import Annotated, Self
from uuid import UUID

import strawberry

from app.admission import at_most
from app.catalog import CatalogErrorCode
from app.catalog.commands.products import BulkResult
from app.catalog.commands.products.publishing import MissingSafetyData as MissingSafetyFacts
from app.core import details
from app.core.context import RequestContext
from app.core.errors import Problem
from i18n import translate
from schema.catalog.types.products import Product
from schema.catalog.writing.codes import SafetyGap
from schema.catalog.writing.types.products import CatalogProduct, load_any_products, load_catalog_products
from schema.core.details import StaleVersion
from schema.core.payloads import MutationPayload, UserError, attempt

_USER_ERRORS = "Why the mutation was refused; empty when it succeeded."


@strawberry.type(description="What is to be added before a product is offered in the European Economic Area.")
class MissingSafetyData:
    gaps: list[SafetyGap] = strawberry.field(description="What is missing.")
    market_codes: list[str] = strawberry.field(description="The markets in which it cannot be offered without.")


ProductErrorDetail = Annotated[
    StaleVersion | MissingSafetyData,
    strawberry.union("ProductErrorDetail", description="Facts beside an error of a product, to act upon."),
]


@strawberry.type(description="Why a product was not written.")
class ProductUserError(UserError):
    code: CatalogErrorCode = strawberry.field(description="The reason, for programs.")
    detail: ProductErrorDetail | None = strawberry.field(
        description="Facts to act upon, with `STALE_VERSION` and `EU_SAFETY_DATA_MISSING`; else null."
    )

    @classmethod
    def all_of(cls, ctx: RequestContext, problems: Sequence[Problem]) -> list[Self]:
        errors = []
        for problem in problems:
            facts = problem.detail
            detail: StaleVersion | MissingSafetyData | None = None
            if isinstance(facts, details.StaleVersion):
                detail = StaleVersion.of(facts)
            elif isinstance(facts, MissingSafetyFacts):
                detail = MissingSafetyData(gaps=list(facts.gaps), market_codes=list(facts.market_codes))
                chain = ctx.place.language_chain
                named = [translate(f"SafetyGap.{gap.value}", chain) for gap in facts.gaps]
                problem = replace(problem, facts={"missing": " ".join(named)})
            errors.append(cls.of(ctx, problem, code=CatalogErrorCode(problem.code), detail=detail))
        return errors


@strawberry.interface(description="The outcome of a mutation of a product.")
class ProductPayload(MutationPayload):
    product: Product | None = strawberry.field(
        description="The product as it is now, in the request's language and prices, published or not; null when the "
        "request was refused."
    )
    catalog_product: CatalogProduct | None = strawberry.field(
        description="The product as it is now, whole; null when the request was refused."
    )
    user_errors: Sequence[ProductUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[UUID]) -> Self:
        """Run the use case, and show the product after it."""
        outcome = await attempt(command)
        ids = [outcome.result] if outcome.result else []
        (product,) = await load_any_products(ctx, ids) if ids else [None]
        (whole,) = await load_catalog_products(ctx, ids) if ids else [None]
        return cls(
            product=product,
            catalog_product=whole,
            user_errors=ProductUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )


@strawberry.type(description="The outcome of `productDelete`.")
class ProductDeletePayload(MutationPayload):
    deleted_product_id: strawberry.ID | None = strawberry.field(
        description="The id that the product had; null when the request was refused."
    )
    user_errors: Sequence[ProductUserError] = strawberry.field(description=_USER_ERRORS)


@strawberry.type(description="What became of one of many products.")
class ProductResult:
    index: int = strawberry.field(description="Its place in the input, from 0.")
    product: Product | None = strawberry.field(
        description="The product as it is now; null where it was refused or deleted, or nothing was written."
    )
    user_errors: list[ProductUserError] = strawberry.field(
        description="Why it was refused; empty where it was not.", directives=[at_most(1)]
    )


@strawberry.interface(description="The outcome of a mutation of many products.")
class ProductsPayload(MutationPayload):
    results: list[ProductResult] = strawberry.field(
        description="What became of each, in the order of the input; empty when the request was refused as a whole. "
        "With `ALL_OR_NOTHING`, one error among them means that nothing was written.",
        directives=[at_most(20)],
    )
    user_errors: Sequence[ProductUserError] = strawberry.field(description=_USER_ERRORS)

    @classmethod
    async def of(cls, ctx: RequestContext, command: Awaitable[list[BulkResult]]) -> Self:
        """Run the use case, and show what became of each."""
        outcome = await attempt(command)
        results = outcome.result or []
        ids = [each.product_id for each in results if each.product_id]
        products = dict(zip(ids, await load_any_products(ctx, ids) if ids else [], strict=True))
        return cls(
            results=[
                ProductResult(
                    index=index,
                    product=products.get(each.product_id) if each.product_id else None,
                    user_errors=ProductUserError.all_of(ctx, each.problems),
                )
                for index, each in enumerate(results)
            ],
            user_errors=ProductUserError.all_of(ctx, outcome.problems),
            warnings=[],
        )
