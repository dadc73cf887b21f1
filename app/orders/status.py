"""Where an order can stand."""

from app.core.described import DescribedEnum


class OrderStatus(DescribedEnum):
    """Where an order stands."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT", "Placed; the payment is not decided yet, and the stock is held."
    CONFIRMED = "CONFIRMED", "The payment is guaranteed; the goods can be sent."
    PARTLY_SHIPPED = "PARTLY_SHIPPED", "Some goods are on their way; it can no longer be called off."
    SHIPPED = "SHIPPED", "All goods are on their way."
    DELIVERED = "DELIVERED", "All parcels have arrived."
    CANCELLED = "CANCELLED", "Called off: nothing is sent, nothing is charged."
