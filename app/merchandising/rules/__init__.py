"""What staff say about search, as plain values and pure functions."""
