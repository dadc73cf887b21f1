"""Mutations of what products are sorted into and described by, one in each file."""
