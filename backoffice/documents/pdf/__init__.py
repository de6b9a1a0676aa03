"""PDF papers: drawn, searched for what they hide, read."""
