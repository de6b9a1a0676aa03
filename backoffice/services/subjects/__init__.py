"""What data subjects ask for, and the copy of their data (R5.21, R5.22)."""
