"""Rights on the tables of the account and of its papers."""
