"""Home insurance: what is asked of the tenant, and when."""
