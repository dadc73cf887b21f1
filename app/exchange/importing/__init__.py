"""Bringing what readers read into the shop: by batches, each a transaction."""
