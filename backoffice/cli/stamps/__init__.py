"""Commands about the signed bar codes of documents (2D-Doc)."""
