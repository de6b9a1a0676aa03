"""What staff do to a portal account: unlock it, release a blocked registration."""
