"""The catalog as shoppers read it."""
