"""Retention rules, erasure runs, requests of data subjects."""
