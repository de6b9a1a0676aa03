"""Openings, searches and exports: traced, counted, and who may read the trace."""
