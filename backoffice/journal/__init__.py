"""What is being typed, kept on this computer under a key of the credential store."""
