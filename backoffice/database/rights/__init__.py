"""Who may do what: roles, grants and row policies, as data, applied and checked."""
