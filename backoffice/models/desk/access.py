"""Openings, quotas and break-glass."""
