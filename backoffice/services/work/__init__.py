"""Queues of work: claims, decisions, counters, presence."""
