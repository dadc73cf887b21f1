"""The schema, whole: every domain's root fields in one place."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.core.call import in_context
from schema.core.errors import PresentingSchema
from schema.core.scalars import SCALARS
from schema.exchange.subscriptions import ExchangeSubscriptions
from schema.payments.actions import InstructionsAction, RedirectAction
from schema.root.mutations import Mutation
from schema.root.queries import Query
from schema.shipments.subscriptions import ShipmentSubscriptions

__all__ = ["Mutation", "Query", "Subscription", "schema"]


@strawberry.type(
    description="What can be followed, in an event stream or over a socket that speaks `graphql-transport-ws`."
)
class Subscription(ShipmentSubscriptions, ExchangeSubscriptions):
    pass


schema = PresentingSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[RedirectAction, InstructionsAction],
    directives=[in_context],
    config=StrawberryConfig(scalar_map=SCALARS, enable_experimental_incremental_execution=True),
)
