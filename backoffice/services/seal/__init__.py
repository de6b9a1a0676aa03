"""Seals of receipts: who signs, who checks, who freezes."""
