"""The schema, whole: every domain's root fields in one place."""

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from schema.core.call import ContextExtension, in_context
from schema.core.errors import ErrorExtension
from schema.core.nodes import NodeQueries
from schema.core.scalars import SCALARS
from schema.markets.queries import MarketQueries

CACHED_DOCUMENTS = 1000


@strawberry.type(description="What can be read.")
class Query(NodeQueries, MarketQueries):
    pass


schema = strawberry.Schema(
    query=Query,
    directives=[in_context],
    extensions=[
        ErrorExtension,
        ContextExtension,
        lambda: ParserCache(maxsize=CACHED_DOCUMENTS),
        lambda: ValidationCache(maxsize=CACHED_DOCUMENTS),
    ],
    config=StrawberryConfig(scalar_map=SCALARS),
)
