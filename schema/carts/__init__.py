"""Carts: what a shopper means to buy, opened by a secret."""
