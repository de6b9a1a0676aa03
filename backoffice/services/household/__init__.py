"""Changes of household: read, foreseen, decided, taken back (R3.1–R3.28)."""
