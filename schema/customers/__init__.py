"""Customer groups, for staff."""
