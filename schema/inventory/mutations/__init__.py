"""Mutations of inventory, one per file."""
