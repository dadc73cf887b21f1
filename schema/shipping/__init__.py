"""Shipping: carriers and delivery estimates."""
