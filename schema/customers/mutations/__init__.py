"""Mutations of customers, one in each file."""
