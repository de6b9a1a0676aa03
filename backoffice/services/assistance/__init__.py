"""Assistance forms: what somebody typed on the portal, beside the file, and what is decided of it."""
