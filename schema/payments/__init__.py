"""Payments, the methods on offer, and what a shopper has to do next."""
