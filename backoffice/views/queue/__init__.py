"""The list of a queue."""
