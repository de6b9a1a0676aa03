"""Signed bar codes (2D-Doc): what one says, how far it is trusted, the certificates kept for it."""
