"""Commands about home insurance."""
