"""Storefronts: who builds on the API, as staff manage them."""
