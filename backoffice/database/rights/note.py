"""Rights on: the vocabulary that checks free text."""

from backoffice.database.rights.words import Functions, Tables

TABLES: Tables = {}
FUNCTIONS: Functions = {}
