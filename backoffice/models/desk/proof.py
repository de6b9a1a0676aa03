"""What a caller proved, and changes that need it."""
