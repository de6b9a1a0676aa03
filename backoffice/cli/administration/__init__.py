"""Commands of the administrator and of the desk: schema, rights, accounts."""
