"""What the engine is told: documents made of what the domains export, one per language."""
