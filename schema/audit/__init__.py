"""The audit log: who changed what, as staff read it."""
