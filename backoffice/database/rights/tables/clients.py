"""Rights on: versions of the program; the facts about the database are read at every login."""

from backoffice.database.rights.words import Functions, Role, Tables

TABLES: Tables = {}
FUNCTIONS: Functions = {"set_client_limits(text, text)": (Role.ADMINISTRATOR,)}
