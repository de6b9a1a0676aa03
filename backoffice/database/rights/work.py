"""Rights on: work items, claims and decisions."""

from backoffice.database.rights.words import Functions, Tables

TABLES: Tables = {}
FUNCTIONS: Functions = {}
