"""The call under way and the identification of the caller."""
