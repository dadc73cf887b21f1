"""What the API says: Strawberry types that mirror the domains. No business here, and no SQL."""
