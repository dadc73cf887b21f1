"""Mutations of merchandising, one in each file."""
