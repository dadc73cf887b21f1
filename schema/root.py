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
from schema.core.call import in_context
from schema.core.errors import PresentingSchema
from schema.core.nodes import NodeQueries
from schema.core.scalars import SCALARS
from schema.identity.mutations.staff_token_create import StaffTokenCreateMutation
from schema.identity.mutations.staff_token_revoke import StaffTokenRevokeMutation
from schema.identity.mutations.staff_token_rotate import StaffTokenRotateMutation
from schema.identity.queries import IdentityQueries
from schema.inventory.mutations.stock_adjust import StockAdjustMutation
from schema.inventory.queries import InventoryQueries
from schema.markets.queries import MarketQueries
from schema.orders.mutations.order_cancel import OrderCancelMutation
from schema.orders.queries import OrderQueries
from schema.payments.actions import InstructionsAction, RedirectAction
from schema.search.queries import SearchQueries
from schema.shipments.mutations.shipment_create import ShipmentCreateMutation
from schema.shipments.subscriptions import ShipmentSubscriptions
from schema.storefronts.mutations.storefront_create import StorefrontCreateMutation
from schema.storefronts.mutations.storefront_delete import StorefrontDeleteMutation
from schema.storefronts.mutations.storefront_token_create import StorefrontTokenCreateMutation
from schema.storefronts.mutations.storefront_token_revoke import StorefrontTokenRevokeMutation
from schema.storefronts.mutations.storefront_token_rotate import StorefrontTokenRotateMutation
from schema.storefronts.mutations.storefront_update import StorefrontUpdateMutation
from schema.storefronts.queries import StorefrontQueries


@strawberry.type(description="What can be read.")
class Query(
    NodeQueries,
    MarketQueries,
    CatalogQueries,
    SearchQueries,
    CartQueries,
    OrderQueries,
    InventoryQueries,
    IdentityQueries,
    StorefrontQueries,
):
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
    StaffTokenCreateMutation,
    StaffTokenRotateMutation,
    StaffTokenRevokeMutation,
    StorefrontCreateMutation,
    StorefrontUpdateMutation,
    StorefrontDeleteMutation,
    StorefrontTokenCreateMutation,
    StorefrontTokenRotateMutation,
    StorefrontTokenRevokeMutation,
):
    pass


@strawberry.type(
    description="What can be followed, in an event stream or over a socket that speaks `graphql-transport-ws`."
)
class Subscription(ShipmentSubscriptions):
    pass


schema = PresentingSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[RedirectAction, InstructionsAction],
    directives=[in_context],
    config=StrawberryConfig(scalar_map=SCALARS, enable_experimental_incremental_execution=True),
)
