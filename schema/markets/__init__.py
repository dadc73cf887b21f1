"""Markets and the context of a request."""
