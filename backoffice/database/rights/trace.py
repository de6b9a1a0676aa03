"""Rights on: the trace and its seals."""

from backoffice.database.rights.words import Functions, Tables

TABLES: Tables = {}
FUNCTIONS: Functions = {}
