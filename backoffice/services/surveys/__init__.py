"""The surveys of resources (SLS) and of occupation (OPS)."""
