"""Mutations of tax."""
