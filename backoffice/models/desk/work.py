"""Work items, their claims and decisions."""
