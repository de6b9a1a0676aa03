"""A tenants' portal for tests and training: it has the portal's rights and the habits of the guides."""
