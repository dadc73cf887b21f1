"""Tax for staff: rates, classes of goods, registrations of the seller, VAT ids."""
