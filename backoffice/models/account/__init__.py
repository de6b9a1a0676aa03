"""Tables of the account: keys of seals, moves, batches, plans."""
