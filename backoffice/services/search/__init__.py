"""Finding a tenant from whatever is typed."""
