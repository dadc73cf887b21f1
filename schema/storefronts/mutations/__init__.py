"""Mutations of storefronts, one per file."""
