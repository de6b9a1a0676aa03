"""Commands about what is true of buildings."""
