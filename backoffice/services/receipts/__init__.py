"""Quittances and reçus: from the account to the frozen document."""
