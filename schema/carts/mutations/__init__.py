"""Mutations of carts, one per file."""
