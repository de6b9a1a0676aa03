"""Papers leave: by which way, to whom, what was left."""
