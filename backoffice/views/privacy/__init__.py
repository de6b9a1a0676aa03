"""The screen of the data protection officer: retention and requests of data subjects."""
