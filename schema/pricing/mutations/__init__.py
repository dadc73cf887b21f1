"""Mutations of pricing, one in each file."""
