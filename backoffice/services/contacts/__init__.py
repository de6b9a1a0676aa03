"""Contacts without a case, and the call-backs promised."""
