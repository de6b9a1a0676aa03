"""What keeps a tenant out, one family of causes in each module."""
