"""Campaigns of requests for certificates."""
