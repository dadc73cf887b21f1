"""Mutations of exchange rates."""
