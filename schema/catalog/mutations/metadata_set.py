"""`metadataSet`."""

from typing import Annotated

import strawberry

from app.catalog import PRODUCT_ID, VARIANT_ID
from app.catalog.commands.products import set_metadata
from app.catalog.queries.staff import product_of_variant
from app.catalog.rules.drafts import Target
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import MetadataSetInput
from schema.catalog.writing.inputs.values import read_metadata
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[MetadataSetInput, strawberry.argument(description="What of, and which values.")]


@strawberry.type(description="The outcome of `metadataSet`.")
class MetadataSetPayload(ProductPayload):
    pass


@strawberry.type
class MetadataSetMutation:
    @root(
        description="Keep values for your own programs on a product or a variant. Keys are set one by one, so no "
        "version is asked for. Needs a token with the scope `catalog:write`; it is noted in the audit log.",
        access=scope(Scope.CATALOG_WRITE),
    )
    @staticmethod
    async def metadata_set(ctx: RequestContext, input: Input) -> MetadataSetPayload:  # noqa: A002 - the argument's name is the API's
        variant_id = VARIANT_ID.decode(input.id)
        product_id = await product_of_variant(ctx.db, variant_id) if variant_id else PRODUCT_ID.decode(input.id)
        command = set_metadata(
            ctx,
            Target(product_id) if product_id else None,
            variant_id=variant_id,
            public=read_metadata(input.metadata),
            private=read_metadata(input.private_metadata),
        )
        return await MetadataSetPayload.of(ctx, command)
