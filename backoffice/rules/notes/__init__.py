"""Free text that staff write: what it may not say, and a way to say what the service needs (R5.16–R5.20)."""
