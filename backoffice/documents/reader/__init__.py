"""One process of its own reads what tenants send: confined, without a database, killed when it is slow."""
