"""Use cases of the catalog, as staff run them. Each change is in the audit log."""
