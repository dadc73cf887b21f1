"""Mutations that set a shop up."""
