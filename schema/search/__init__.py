"""Searching for products."""
