"""The pages about online accounts, and what leads to them."""
