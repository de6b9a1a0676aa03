"""Who may speak for a tenant: the papers seen."""
