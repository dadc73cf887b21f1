"""Meilisearch: how the shop calls it, and how its indexes are set up."""
