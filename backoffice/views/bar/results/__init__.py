"""What la barre has found: tenants, names near the one typed, files of today, actions."""
