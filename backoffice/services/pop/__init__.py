"""A number that rings: whose file it may be about, and the numbers that are dialled."""
