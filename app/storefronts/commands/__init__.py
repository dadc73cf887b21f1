"""Use cases of storefronts, their tokens, and the documents that they may run. Each change is in the audit log."""
