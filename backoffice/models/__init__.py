"""The tables, as SQLAlchemy mapped classes: one file per record family."""
