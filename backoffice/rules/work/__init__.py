"""Rules of working together on one record."""
