"""What is counted, and how, as plain values and pure functions."""
