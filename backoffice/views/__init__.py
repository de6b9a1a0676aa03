"""Everything the agent sees."""
