"""What tenants ask of their profession, contacts and accounts: received, foreseen, decided."""
