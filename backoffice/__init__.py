"""Guichet: the staff side of French social landlords' tenant portals."""

__version__ = "0.6.1"
