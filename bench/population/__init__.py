"""The people, places and accounts of the bench landlord: drawn from a seed, true to French shapes."""
