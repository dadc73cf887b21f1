"""Keeping the indexes in line with the database."""
