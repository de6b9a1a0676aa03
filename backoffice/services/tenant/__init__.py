"""The tenant's file: what the first screen of a call shows."""
