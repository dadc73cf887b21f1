"""Alembic migrations: `tradewind migrate` runs them."""
