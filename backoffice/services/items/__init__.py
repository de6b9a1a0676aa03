"""Orders and results that every kind of item of work shares."""
