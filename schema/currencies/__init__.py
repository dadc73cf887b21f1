"""Exchange rates, for staff. What a price was converted by is a part of the price: see `schema.pricing`."""
