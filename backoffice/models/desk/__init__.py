"""Tables of the work at the desk: queues, proofs, notes, access, retention."""
