"""The queues as a whole: the acts of every kind, decisions in bulk."""
