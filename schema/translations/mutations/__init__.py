"""Mutations of translations."""
