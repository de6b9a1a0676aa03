"""Campaigns of requests for insurance certificates."""
