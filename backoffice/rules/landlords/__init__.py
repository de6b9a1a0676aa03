"""What differs from a landlord to another, and how his portal speaks."""
