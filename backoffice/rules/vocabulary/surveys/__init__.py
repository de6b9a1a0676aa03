"""The closed lists of the surveys of resources (SLS) and of occupation (OPS)."""
