"""Commands about texts and letters."""
