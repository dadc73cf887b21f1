"""Inventory: warehouses, and stock as staff see it."""
