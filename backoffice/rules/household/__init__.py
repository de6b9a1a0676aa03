"""What happens in a household, and what it changes to who holds the lease and lives there (R3.10–R3.28)."""
