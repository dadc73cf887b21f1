"""Mutations of identity, one per file."""
