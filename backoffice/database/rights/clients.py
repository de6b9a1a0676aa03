"""Rights on: versions of the program and facts about the database."""

from backoffice.database.rights.words import Functions, Tables

TABLES: Tables = {}
FUNCTIONS: Functions = {}
