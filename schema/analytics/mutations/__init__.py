"""Mutations of analytics, one in each file."""
