"""The program's own texts, in force where a landlord wrote none."""
