"""Contacts without a case, call-backs promised, sentences ready to be said."""
