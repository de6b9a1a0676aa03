"""Rights on tables and functions, a family each."""
