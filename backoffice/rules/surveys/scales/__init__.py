"""Dated rows of law with their sources, and which of them rule in a year."""
