"""Commands about what callers prove and the changes that need it."""
