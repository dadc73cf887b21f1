"""Translations, for staff: what is missing or stale, and how it is written."""
