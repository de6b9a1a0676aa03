"""The command ``work``: queues, claims, decisions, absences, second looks."""
