"""The training landlord: a whole set of made-up tenants, the same for the same reference day."""
