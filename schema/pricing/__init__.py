"""Prices as clients see them."""
