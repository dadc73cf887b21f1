"""Rules of carts: what a change makes of a cart, and what a cart costs. No SQL, no clock."""
