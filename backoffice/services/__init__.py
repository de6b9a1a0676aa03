"""Use-cases: one file per task of the agent, with its queries and its frozen results."""
