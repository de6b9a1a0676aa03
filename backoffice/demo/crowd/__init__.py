"""Thousands of simulated tenants: what they do on the portals, and whether staff read the same of them."""
