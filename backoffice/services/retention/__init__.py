"""Dry run, approval, erasure and certificate (R5.10, R5.23)."""
