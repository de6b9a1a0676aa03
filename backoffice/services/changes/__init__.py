"""Changes that need a certain identity and, most of them, a second person."""
