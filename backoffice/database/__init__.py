"""The connection to PostgreSQL: engine, transactions, migrations, the embedded server."""
