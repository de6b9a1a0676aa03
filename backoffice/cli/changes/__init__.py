"""Commands on what tenants ask of their profession, contacts and accounts."""
