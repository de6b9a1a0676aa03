"""The trace as values: its chain, its lines, the verdict on them."""
