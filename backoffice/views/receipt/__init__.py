"""Receipts: the months, the paper, the verdict."""
