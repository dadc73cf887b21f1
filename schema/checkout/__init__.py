"""How a cart becomes an order."""
