"""Rights on: openings, quotas and break-glass."""

from backoffice.database.rights.words import Functions, Tables

TABLES: Tables = {}
FUNCTIONS: Functions = {}
