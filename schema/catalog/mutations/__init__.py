"""Mutations of the catalog, one per file."""
