"""Rights on: versions of the program and facts about the database."""

from backoffice.database.rights.words import EVERYONE, READ, Functions, Role, Tables, same

TABLES: Tables = {
    # Read at every login, whoever signs in; written by the owner and by the function below.
    "database_property": same(EVERYONE, READ),
}
FUNCTIONS: Functions = {"set_client_limits(text, text)": (Role.ADMINISTRATOR,)}
