"""Mutations of shipments, one per file."""
