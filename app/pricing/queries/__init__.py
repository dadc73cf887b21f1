"""Reads of pricing: what is configured, the rows that apply, and what lists are narrowed down and sorted by."""
