"""`productTranslate`."""

from typing import Annotated

import strawberry

from app.catalog.commands.products import Places, translate_product
from app.core.context import RequestContext
from app.execution import root
from app.identity import Scope
from schema.catalog.writing.inputs.actions import ProductTranslateInput
from schema.catalog.writing.inputs.publication import target_of
from schema.catalog.writing.inputs.values import read_translations
from schema.catalog.writing.payloads import ProductPayload
from schema.core.access import scope

Input = Annotated[ProductTranslateInput, strawberry.argument(description="Which product, and its words.")]


@strawberry.type(description="The outcome of `productTranslate`.")
class ProductTranslatePayload(ProductPayload):
    pass


@strawberry.type
class ProductTranslateMutation:
    @root(
        description="Change a product's words in some languages, and nothing else of it. Needs a token with the "
        "scope `translations:write`; it is noted in the audit log.",
        access=scope(Scope.TRANSLATIONS_WRITE),
    )
    @staticmethod
    async def product_translate(ctx: RequestContext, input: Input) -> ProductTranslatePayload:  # noqa: A002 - the argument's name is the API's
        texts, places = read_translations(input.translations)
        attributes = {
            each.key: {str(words.language_code): words.to_value() for words in each.translations}
            for each in input.attributes
        }
        found: Places = {
            ("attributes", each.key): ("attributes", str(index)) for index, each in enumerate(input.attributes)
        }
        command = translate_product(
            ctx,
            target_of(input.id, input.version),
            texts,
            removed=[str(tag) for tag in input.remove_language_codes],
            attributes=attributes,
            places={**places, **found},
        )
        return await ProductTranslatePayload.of(ctx, command)
