"""Papers sent by tenants: opened and traced, drawn, read, searched, copied out."""
