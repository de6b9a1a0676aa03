"""The tenant’s file."""
