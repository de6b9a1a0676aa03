"""What is looked at when a desk connects: server, schema, versions of the program."""
