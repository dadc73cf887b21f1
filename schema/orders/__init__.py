"""Orders, for those who have their token, and for staff."""
