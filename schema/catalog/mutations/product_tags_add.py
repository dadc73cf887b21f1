"""`productTagsAdd`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import edit_tags
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductTagsInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductTagsInput, strawberry.argument(description="Which product, and which tags.")]


@strawberry.type(description="The outcome of `productTagsAdd`.")
class ProductTagsAddPayload(ProductPayload):
    pass


@strawberry.type
class ProductTagsAddMutation:
    @root(
        description="Put tags on a product. One that it has already is no mistake, so no version is asked for. Needs "
        "a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_tags_add(ctx: RequestContext, input: Input) -> ProductTagsAddPayload:  # noqa: A002 - the argument's name is the API's
        command = edit_tags(ctx, target_of(input.id, None), added=input.tags)
        return await ProductTagsAddPayload.of(ctx, command)
