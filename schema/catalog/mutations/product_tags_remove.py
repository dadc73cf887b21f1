"""`productTagsRemove`."""

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


@strawberry.type(description="The outcome of `productTagsRemove`.")
class ProductTagsRemovePayload(ProductPayload):
    pass


@strawberry.type
class ProductTagsRemoveMutation:
    @root(
        description="Take tags off a product. One that it does not have is no mistake, so no version is asked for. "
        "Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def product_tags_remove(ctx: RequestContext, input: Input) -> ProductTagsRemovePayload:  # noqa: A002 - the argument's name is the API's
        command = edit_tags(ctx, target_of(input.id, None), removed=input.tags)
        return await ProductTagsRemovePayload.of(ctx, command)
