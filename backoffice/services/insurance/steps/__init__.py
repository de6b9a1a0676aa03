"""The steps of a default of insurance."""
