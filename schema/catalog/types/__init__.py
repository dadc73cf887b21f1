"""Types of the catalog."""
