"""Mutations of checkout."""
