"""The vocabulary that checks free text."""
