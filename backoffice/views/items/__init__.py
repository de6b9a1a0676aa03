"""What the pages of items of work have in common."""
