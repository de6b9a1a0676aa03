"""Changes of profession, contact and account on the desk."""
