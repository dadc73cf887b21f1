"""The schema, whole: every domain's root fields in one place."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.carts.mutations.cart_buyer_update import CartBuyerUpdateMutation
from schema.carts.mutations.cart_create import CartCreateMutation
from schema.carts.mutations.cart_delivery_select import CartDeliverySelectMutation
from schema.carts.mutations.cart_lines_add import CartLinesAddMutation
from schema.carts.mutations.cart_lines_remove import CartLinesRemoveMutation
from schema.carts.mutations.cart_lines_update import CartLinesUpdateMutation
from schema.carts.queries import CartQueries
from schema.catalog.queries import CatalogQueries
from schema.checkout.mutations.checkout_complete import CheckoutCompleteMutation
from schema.core.call import ContextExtension, in_context
from schema.core.documents import BoundedDocuments
from schema.core.errors import PresentingSchema
from schema.core.nodes import NodeQueries
from schema.core.scalars import SCALARS
from schema.inventory.mutations.stock_adjust import StockAdjustMutation
from schema.inventory.queries import InventoryQueries
from schema.markets.queries import MarketQueries
from schema.orders.mutations.order_cancel import OrderCancelMutation
from schema.orders.queries import OrderQueries
from schema.payments.actions import InstructionsAction, RedirectAction
from schema.search.queries import SearchQueries
from schema.shipments.mutations.shipment_create import ShipmentCreateMutation
from schema.shipments.subscriptions import ShipmentSubscriptions


@strawberry.type(description="What can be read.")
class Query(NodeQueries, MarketQueries, CatalogQueries, SearchQueries, CartQueries, OrderQueries, InventoryQueries):
    pass


@strawberry.type(description="What can be changed.")
class Mutation(
    CartCreateMutation,
    CartLinesAddMutation,
    CartLinesUpdateMutation,
    CartLinesRemoveMutation,
    CartBuyerUpdateMutation,
    CartDeliverySelectMutation,
    CheckoutCompleteMutation,
    OrderCancelMutation,
    ShipmentCreateMutation,
    StockAdjustMutation,
):
    pass


@strawberry.type(description="What can be followed, over a socket that speaks `graphql-transport-ws`.")
class Subscription(ShipmentSubscriptions):
    pass


schema = PresentingSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[RedirectAction, InstructionsAction],
    directives=[in_context],
    extensions=[ContextExtension, BoundedDocuments],
    config=StrawberryConfig(scalar_map=SCALARS),
)
