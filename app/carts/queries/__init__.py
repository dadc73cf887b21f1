"""Reads of carts: a cart takes a fixed number of statements, however full it is."""
