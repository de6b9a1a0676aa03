"""What comes from the portal beside the accounts themselves."""
